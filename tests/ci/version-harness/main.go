// Command versionharness answers, with the modules that Trivy uses, what tests/ci/version-ranges.mjs asks of our own comparers.
//
// A question is a line: ["scheme", "version a", "version b", "range"]. The answer is a line of six characters: whether a and b can be read
// (0, 1), how they compare (<, =, >), whether the range can be read, and whether a and b are inside it (0, 1); ! for a panic and - for what
// cannot be asked.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	gem "github.com/aquasecurity/go-gem-version"
	npm "github.com/aquasecurity/go-npm-version/pkg"
	pep440 "github.com/aquasecurity/go-pep440-version"
	generic "github.com/aquasecurity/go-version/pkg/version"
	bitnami "github.com/bitnami/go-version/pkg/version"
	apk "github.com/knqyf263/go-apk-version"
	dpkg "github.com/knqyf263/go-deb-version"
	rpm "github.com/knqyf263/go-rpm-version"
	maven "github.com/masahiro331/go-mvn-version"
)

// scheme is what one module can do. check is nil for the operating systems.
type scheme struct {
	parse   func(text string) (any, error)
	compare func(a, b any) int
	check   func(text string) (func(v any) bool, error)
}

// of makes a scheme of a module's own types. Each check reads the range anew, because some ranges change while they are asked.
func of[V any, R any](parse func(string) (V, error), compare func(a, b V) int, read func(string) (R, error), inside func(R, V) bool) scheme {
	s := scheme{
		parse:   func(text string) (any, error) { return parse(text) },
		compare: func(a, b any) int { return compare(a.(V), b.(V)) },
	}
	if read != nil {
		s.check = func(text string) (func(v any) bool, error) {
			if _, err := read(text); err != nil {
				return nil, err
			}
			return func(v any) bool {
				fresh, _ := read(text)
				return inside(fresh, v.(V))
			}, nil
		}
	}
	return s
}

var schemes = map[string]scheme{
	"generic": of(generic.Parse, generic.Version.Compare, generic.NewConstraints, generic.Constraints.Check),
	"npm": of(npm.NewVersion, npm.Version.Compare,
		func(text string) (npm.Constraints, error) { return npm.NewConstraints(text, npm.WithPreRelease(true)) }, npm.Constraints.Check),
	"pep440": of(pep440.Parse, pep440.Version.Compare,
		func(text string) (pep440.Specifiers, error) {
			return pep440.NewSpecifiers(text, pep440.WithPreRelease(true))
		},
		pep440.Specifiers.Check),
	"maven":   of(maven.NewVersion, maven.Version.Compare, maven.NewComparer, maven.Comparer.Check),
	"gem":     of(gem.NewVersion, gem.Version.Compare, gem.NewConstraints, gem.Constraints.Check),
	"bitnami": of(bitnami.Parse, bitnami.Version.Compare, func(text string) (bitnami.Constraints, error) { return bitnami.NewConstraints(text) }, bitnami.Constraints.Check),
	"apk":     of[apk.Version, any](apk.NewVersion, apk.Version.Compare, nil, nil),
	"dpkg":    of[dpkg.Version, any](dpkg.NewVersion, func(a, b dpkg.Version) int { return a.Compare(b) }, nil, nil),
	"rpm": of[rpm.Version, any](func(text string) (rpm.Version, error) { return rpm.NewVersion(text), nil }, rpm.Version.Compare, nil,
		nil),
}

// guarded gives ! for a panic.
func guarded(ask func() byte) (answer byte) {
	defer func() {
		if recover() != nil {
			answer = '!'
		}
	}()
	return ask()
}

func flag(yes bool) byte {
	if yes {
		return '1'
	}
	return '0'
}

func answer(s scheme, a, b, text string) [6]byte {
	out := [6]byte{'0', '0', '-', '-', '-', '-'}
	var versions [2]any
	var readable [2]bool
	for i, each := range []string{a, b} {
		out[i] = guarded(func() byte {
			v, err := s.parse(each)
			versions[i], readable[i] = v, err == nil
			return flag(err == nil)
		})
	}
	if readable[0] && readable[1] {
		out[2] = guarded(func() byte {
			switch result := s.compare(versions[0], versions[1]); {
			case result < 0:
				return '<'
			case result > 0:
				return '>'
			}
			return '='
		})
	}
	if s.check == nil {
		return out
	}
	var check func(v any) bool
	out[3] = guarded(func() byte {
		c, err := s.check(text)
		check = c
		return flag(err == nil)
	})
	for i := range versions {
		if readable[i] && out[3] == '1' {
			out[4+i] = guarded(func() byte { return flag(check(versions[i])) })
		}
	}
	return out
}

func main() {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var question [4]string
		if err := json.Unmarshal(in.Bytes(), &question); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		s, known := schemes[question[0]]
		if !known {
			fmt.Fprintln(os.Stderr, "unknown scheme", question[0])
			os.Exit(1)
		}
		line := answer(s, question[1], question[2], question[3])
		out.Write(append(line[:], '\n'))
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
