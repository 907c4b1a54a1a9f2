// The builder of Trivy's own database as a peer: `build IN OUT` makes OUT/trivy.db of the OSV documents below IN, `dump FILE` prints every
// value of a database, a line each: a JSON array of the names of its buckets, its key and its text.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	bolt "go.etcd.io/bbolt"

	"github.com/aquasecurity/trivy-db/pkg/db"
	"github.com/aquasecurity/trivy-db/pkg/ecosystem"
	"github.com/aquasecurity/trivy-db/pkg/types"
	"github.com/aquasecurity/trivy-db/pkg/vulndb"
	"github.com/aquasecurity/trivy-db/pkg/vulnsrc"
	"github.com/aquasecurity/trivy-db/pkg/vulnsrc/osv"
)

// plain is a database that trivy-db's OSV reader can read, but has no source for.
type plain struct {
	osv.OSV
	name types.SourceID
}

func (p plain) Name() types.SourceID { return p.name }

var every = []ecosystem.Type{
	ecosystem.Npm, ecosystem.Pip, ecosystem.Cargo, ecosystem.Go, ecosystem.Maven, ecosystem.RubyGems, ecosystem.NuGet,
	ecosystem.Composer, ecosystem.Erlang, ecosystem.Pub, ecosystem.Swift, ecosystem.Bitnami, ecosystem.Julia, ecosystem.Kubernetes,
}

func newPlain(dir, name, url string) plain {
	sources := map[ecosystem.Type]types.DataSource{}
	for _, each := range every {
		sources[each] = types.DataSource{ID: "osv", Name: name, URL: url}
	}
	return plain{OSV: osv.New(dir, "osv", sources), name: types.SourceID(dir)}
}

// In the order of their folders' names, which is that of the records of a run: of two documents about one id the later one counts.
var plains = []plain{
	newPlain("drupal-advisory-database", "Drupal Advisory Database", "https://github.com/DrupalSecurityTeam/drupal-advisory-database"),
	newPlain("ossf-malicious-packages", "OpenSSF Malicious Packages", "https://github.com/ossf/malicious-packages"),
	newPlain("pypa-advisory-database", "Python Packaging Advisory Database", "https://github.com/pypa/advisory-db"),
	newPlain("rustsec-advisory-db", "RustSec Advisory Database", "https://github.com/RustSec/advisory-db"),
}

func main() {
	var err error
	switch {
	case len(os.Args) == 4 && os.Args[1] == "build":
		err = build(os.Args[2], os.Args[3])
	case len(os.Args) == 3 && os.Args[1] == "dump":
		err = dump(os.Args[2])
	default:
		err = fmt.Errorf("usage: build IN OUT | dump FILE")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func build(in, out string) error {
	if err := db.Init(out); err != nil {
		return err
	}
	sources := map[types.SourceID]vulnsrc.VulnSrc{}
	for _, source := range vulnsrc.All {
		sources[source.Name()] = source
	}
	targets := []string{"ghsa", "govulndb", "bitnami"}
	for _, source := range plains {
		sources[source.name] = source
		targets = append(targets, string(source.name))
	}
	if err := vulndb.New(in, out, 24*time.Hour, vulndb.WithVulnSrcs(sources)).Build(targets); err != nil {
		return err
	}
	return db.Close()
}

func dump(path string) error {
	database, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer database.Close()
	writer := bufio.NewWriter(os.Stdout)
	defer writer.Flush()
	return database.View(func(tx *bolt.Tx) error {
		return tx.ForEach(func(name []byte, bucket *bolt.Bucket) error {
			return walk(writer, []string{string(name)}, bucket)
		})
	})
}

func walk(writer *bufio.Writer, path []string, bucket *bolt.Bucket) error {
	return bucket.ForEach(func(key, value []byte) error {
		place := append(append([]string{}, path...), string(key))
		if value == nil {
			return walk(writer, place, bucket.Bucket(key))
		}
		line, err := json.Marshal(append(place, string(value)))
		if err != nil {
			return err
		}
		_, err = writer.Write(append(line, '\n'))
		return err
	})
}
