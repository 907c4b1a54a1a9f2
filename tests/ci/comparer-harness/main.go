// Command comparerharness answers, with Trivy's own code, whether an installed version is vulnerable to an advisory and under which key its
// package is looked for.
//
// A question is a line. {"scheme": "npm", "installed": "1.2.3", "advisory": {"VulnerableVersions": [...], ...}}, the advisory as it stands in
// the database, is answered by a line with 1, 0, or ! for a panic; {"ecosystem": "pip", "name": "A_b"} by a line with the key in JSON.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/aquasecurity/trivy-db/pkg/ecosystem"
	"github.com/aquasecurity/trivy-db/pkg/types"
	"github.com/aquasecurity/trivy-db/pkg/vulnsrc/vulnerability"
	"github.com/aquasecurity/trivy/pkg/detector/library/compare"
	"github.com/aquasecurity/trivy/pkg/detector/library/compare/bitnami"
	"github.com/aquasecurity/trivy/pkg/detector/library/compare/maven"
	"github.com/aquasecurity/trivy/pkg/detector/library/compare/npm"
	"github.com/aquasecurity/trivy/pkg/detector/library/compare/pep440"
	"github.com/aquasecurity/trivy/pkg/detector/library/compare/rubygems"
	"github.com/aquasecurity/trivy/pkg/log"
)

var comparers = map[string]compare.Comparer{
	"npm":     npm.Comparer{},
	"pep440":  pep440.Comparer{},
	"maven":   maven.Comparer{},
	"gem":     rubygems.Comparer{},
	"bitnami": bitnami.Comparer{},
	"generic": compare.GenericComparer{},
}

type question struct {
	Scheme    string         `json:"scheme"`
	Installed string         `json:"installed"`
	Advisory  types.Advisory `json:"advisory"`
	Ecosystem ecosystem.Type `json:"ecosystem"`
	Name      string         `json:"name"`
}

func answer(q question) []byte {
	if q.Ecosystem == "" {
		return []byte{judge(q)}
	}
	key, _ := json.Marshal(vulnerability.NormalizePkgName(q.Ecosystem, q.Name))
	return key
}

func judge(q question) (verdict byte) {
	defer func() {
		if recover() != nil {
			verdict = '!'
		}
	}()
	if comparers[q.Scheme].IsVulnerable(q.Installed, q.Advisory) {
		return '1'
	}
	return '0'
}

func main() {
	log.InitLogger(false, true)
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(make([]byte, 1<<20), 1<<26)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for in.Scan() {
		var q question
		if err := json.Unmarshal(in.Bytes(), &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		out.Write(append(answer(q), '\n'))
	}
	if err := in.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
