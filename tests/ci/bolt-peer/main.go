// What real bbolt says about a file, and what it makes of one: `bolt-peer COMMAND FILE …`, one JSON object on stdout.
// Built once for each bbolt version (tools/go-tools.json); tests/ci/bolt.mjs and the benchmark `bolt` run it.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"math/rand"
	"os"
	"strconv"
	"syscall"
	"time"

	bolt "go.etcd.io/bbolt"
)

type result map[string]any

func main() {
	commands := map[string]func([]string) (result, error){
		"read": read, "touch": touch, "edit": edit, "random": random, "wide": wide, "fill": fill, "compact": compact, "get": get,
	}
	if len(os.Args) < 3 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: bolt-peer read|touch|edit|random|wide|fill|compact|get FILE …")
		os.Exit(2)
	}
	answer, err := commands[os.Args[1]](os.Args[2:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	answer["maxRssKilobytes"] = usage.Maxrss
	_ = json.NewEncoder(os.Stdout).Encode(answer)
}

// read opens read-only, checks, and digests every entry in order.
func read(args []string) (result, error) {
	db, err := bolt.Open(args[0], 0o600, &bolt.Options{ReadOnly: true, Timeout: 5 * time.Second})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return inspect(db)
}

// get FILE: the values at the paths on stdin, a JSON array of names of buckets and a key a line, in that order; null where there is none.
func get(args []string) (result, error) {
	db, err := bolt.Open(args[0], 0o600, &bolt.Options{ReadOnly: true, Timeout: 5 * time.Second})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	values := []*string{}
	err = db.View(func(tx *bolt.Tx) error {
		for input := json.NewDecoder(os.Stdin); ; {
			var path []string
			if err := input.Decode(&path); err == io.EOF {
				return nil
			} else if err != nil {
				return err
			}
			bucket := tx.Bucket([]byte(path[0]))
			for _, name := range path[1 : len(path)-1] {
				if bucket != nil {
					bucket = bucket.Bucket([]byte(name))
				}
			}
			var found *string
			if bucket != nil {
				if value := bucket.Get([]byte(path[len(path)-1])); value != nil {
					text := string(value)
					found = &text
				}
			}
			values = append(values, found)
		}
	})
	return result{"values": values}, err
}

// touch opens read-write, as Trivy before 0.68 does, and closes. Where there is no file, it makes the one that bbolt begins with.
func touch(args []string) (result, error) {
	db, err := bolt.Open(args[0], 0o600, &bolt.Options{Timeout: 5 * time.Second})
	if err != nil {
		return nil, err
	}
	return result{}, db.Close()
}

// edit FILE SEED: puts, overwrites and deletes values and buckets in several transactions, then checks.
func edit(args []string) (result, error) {
	db, err := bolt.Open(args[0], 0o600, &bolt.Options{Timeout: 5 * time.Second})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	chance, err := seeded(args[1])
	if err != nil {
		return nil, err
	}
	if err := changeOften(db, chance, 20, 100); err != nil {
		return nil, err
	}
	return inspect(db)
}

// random FILE SEED PAGESIZE: a new file by random puts and deletes, then a check.
func random(args []string) (result, error) {
	pageSize, err := strconv.Atoi(args[2])
	if err != nil {
		return nil, err
	}
	db, err := bolt.Open(args[0], 0o600, &bolt.Options{PageSize: pageSize, NoFreelistSync: len(args) > 3 && args[3] == "nosync"})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	chance, err := seeded(args[1])
	if err != nil {
		return nil, err
	}
	if err := changeOften(db, chance, 30, 300); err != nil {
		return nil, err
	}
	return inspect(db)
}

// wide FILE COUNT PAGESIZE: one bucket whose keys all lie on one page.
func wide(args []string) (result, error) {
	count, err := strconv.Atoi(args[1])
	if err != nil {
		return nil, err
	}
	pageSize, err := strconv.Atoi(args[2])
	if err != nil {
		return nil, err
	}
	db, err := bolt.Open(args[0], 0o600, &bolt.Options{PageSize: pageSize})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	err = db.Update(func(tx *bolt.Tx) error {
		bucket, err := tx.CreateBucket([]byte("wide"))
		if err != nil {
			return err
		}
		bucket.FillPercent = 1
		for i := 0; i < count; i++ {
			if err := bucket.Put([]byte(fmt.Sprintf("%08d", i)), nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return inspect(db)
}

// Whole buckets are deleted in transactions of their own: deleted after other changes of the same transaction, every bbolt up to 1.5.0 loses
// some of their pages ("unreachable unfreed" of its own check).
func changeOften(db *bolt.DB, chance *rand.Rand, rounds, steps int) error {
	for round := 0; round < rounds; round++ {
		if err := db.Update(func(tx *bolt.Tx) error { return change(tx, chance, steps) }); err != nil {
			return err
		}
		if err := db.Update(func(tx *bolt.Tx) error { return deleteBuckets(tx, chance) }); err != nil {
			return err
		}
	}
	return nil
}

func deleteBuckets(tx *bolt.Tx, chance *rand.Rand) error {
	return tx.ForEach(func(root []byte, bucket *bolt.Bucket) error {
		names := [][]byte{}
		_ = bucket.ForEachBucket(func(name []byte) error {
			if chance.Intn(10) == 0 && len(names) < 10 {
				names = append(names, append([]byte{}, name...))
			}
			return nil
		})
		for _, name := range names {
			if err := bucket.DeleteBucket(name); err != nil {
				return err
			}
		}
		return nil
	})
}

func change(tx *bolt.Tx, chance *rand.Rand, steps int) error {
	sizes := []int{0, 1, 20, 120, 300, 980, 1010, 4000, 4090, 9000}
	for i := 0; i < steps; i++ {
		bucket, err := tx.CreateBucketIfNotExists([]byte(fmt.Sprintf("root %d", chance.Intn(4))))
		if err != nil {
			return err
		}
		for depth := chance.Intn(3); depth > 0; depth-- {
			name := []byte(fmt.Sprintf("bucket %d", chance.Intn(20)))
			if bucket, err = bucket.CreateBucketIfNotExists(name); err != nil {
				return err
			}
		}
		key := []byte(fmt.Sprintf("key %d", chance.Intn(2000)))
		if chance.Intn(3) == 0 {
			err = bucket.Delete(key)
		} else {
			err = bucket.Put(key, make([]byte, sizes[chance.Intn(len(sizes))]))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// fill FILE PERTX < records: root, package, key and value, each with its length (u32) before it, in order. As trivy-db's batches do.
func fill(args []string) (result, error) {
	perTx, err := strconv.Atoi(args[1])
	if err != nil {
		return nil, err
	}
	started := time.Now()
	db, err := bolt.Open(args[0], 0o600, nil)
	if err != nil {
		return nil, err
	}
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	records := 0
	for more := true; more; {
		err := db.Update(func(tx *bolt.Tx) error {
			for i := 0; i < perTx; i++ {
				root, err := field(input)
				if err == io.EOF {
					more = false
					return nil
				}
				name, _ := field(input)
				key, _ := field(input)
				value, err := field(input)
				if err != nil {
					return err
				}
				bucket, err := tx.CreateBucketIfNotExists(root)
				if err != nil {
					return err
				}
				if bucket, err = bucket.CreateBucketIfNotExists(name); err != nil {
					return err
				}
				if err := bucket.Put(key, value); err != nil {
					return err
				}
				records++
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return result{"records": records, "seconds": time.Since(started).Seconds()}, db.Close()
}

func field(input *bufio.Reader) ([]byte, error) {
	var size [4]byte
	if _, err := io.ReadFull(input, size[:]); err != nil {
		return nil, err
	}
	bytes := make([]byte, binary.LittleEndian.Uint32(size[:]))
	_, err := io.ReadFull(input, bytes)
	return bytes, err
}

// compact FILE TARGET: what `bbolt compact` does, with its default transaction size.
func compact(args []string) (result, error) {
	started := time.Now()
	from, err := bolt.Open(args[0], 0o400, &bolt.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer from.Close()
	to, err := bolt.Open(args[1], 0o600, nil)
	if err != nil {
		return nil, err
	}
	if err := bolt.Compact(to, from, 65536); err != nil {
		return nil, err
	}
	return result{"seconds": time.Since(started).Seconds()}, to.Close()
}

func seeded(text string) (*rand.Rand, error) {
	seed, err := strconv.ParseInt(text, 10, 64)
	return rand.New(rand.NewSource(seed)), err
}

func inspect(db *bolt.DB) (result, error) {
	problems := []string{}
	buckets, values := 0, 0
	digest := sha256.New()
	err := db.View(func(tx *bolt.Tx) error {
		for problem := range tx.Check() {
			problems = append(problems, problem.Error())
		}
		return tx.ForEach(func(name []byte, bucket *bolt.Bucket) error {
			return walk(digest, name, bucket, &buckets, &values)
		})
	})
	return result{"problems": problems, "buckets": buckets, "values": values, "digest": hex.EncodeToString(digest.Sum(nil))}, err
}

// The digest of a tree: '{' name for a bucket, then its entries, then '}'; '=' key value for a value. Each string with its length before it.
func walk(digest hash.Hash, name []byte, bucket *bolt.Bucket, buckets, values *int) error {
	*buckets++
	write(digest, '{', name)
	err := bucket.ForEach(func(key, value []byte) error {
		if value == nil {
			return walk(digest, key, bucket.Bucket(key), buckets, values)
		}
		*values++
		write(digest, '=', key, value)
		return nil
	})
	write(digest, '}')
	return err
}

func write(digest hash.Hash, kind byte, parts ...[]byte) {
	digest.Write([]byte{kind})
	for _, part := range parts {
		var size [4]byte
		binary.LittleEndian.PutUint32(size[:], uint32(len(part)))
		digest.Write(size[:])
		digest.Write(part)
	}
}
