package gateway_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/gateway"
)

var update = flag.Bool("update", false, "write docs/api-rules.md anew")

// apiRule is one of the Dutch API Design Rules, or a promise of our own beside them. It is held by a check on every
// route, by a check of the API as a whole or by other tests, or else how says why it does not apply.
type apiRule struct {
	id    string // as the standard has it, without its first slash
	asks  string
	how   string
	route func(*testing.T, *rig, route)
	whole func(*testing.T, *rig)
	tests []string // "TestName" of this package, or "folder: TestName"
}

// rig is what the checks of the rules work with.
type rig struct {
	*suite
	doc    object // the description
	routes []route
}

// send sends a request to r at path, with a body that says nothing where r has one.
func (s *rig) send(t *testing.T, r route, path string, headers ...string) reply {
	t.Helper()
	return s.do(t, r.method, path, r.content(), append(r.headers(), headers...)...)
}

const rulesPage = "../docs/api-rules.md"

// TestAPIRules holds every route of the contract against every rule. A route that is added is held against them all
// without another word here.
func TestAPIRules(t *testing.T) {
	doc, _ := description(t)
	s := &rig{doc: doc, routes: contract(t), suite: start(t, func(c *gateway.Config) {
		c.BodyLimit, c.AllowedOrigins = bodyLimit, []string{"https://site.example"}
	})}
	for _, rule := range apiRules() {
		t.Run(rule.id, func(t *testing.T) {
			if rule.whole != nil {
				rule.whole(t, s)
			}
			for _, test := range rule.tests {
				requireTest(t, test)
			}
			for _, r := range s.routes {
				if rule.route == nil {
					break
				}
				t.Run(r.name(), func(t *testing.T) {
					s.answer, s.err = nil, nil
					rule.route(t, s, r)
				})
			}
		})
	}
}

// requireTest says that a test there is talk of exists.
func requireTest(t *testing.T, test string) {
	t.Helper()
	folder, name, elsewhere := strings.Cut(test, ": ")
	if !elsewhere {
		folder, name = "gateway", test
	}
	files, err := filepath.Glob(filepath.Join("..", folder, "*_test.go"))
	require.NoError(t, err)
	for _, file := range files {
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		if regexp.MustCompile(`(?m)^func ` + name + `\(`).Match(content) {
			return
		}
	}
	require.Failf(t, "no such test", "%s in %s", name, folder)
}

// TestPageOfTheRulesIsWhatIsTested writes the page of the rules with -update, and otherwise says that it is right.
func TestPageOfTheRulesIsWhatIsTested(t *testing.T) {
	page := rulesAsPage()
	if *update {
		require.NoError(t, os.WriteFile(rulesPage, []byte(page), 0o644))
	}
	written, err := os.ReadFile(rulesPage)
	require.NoError(t, err)
	require.Equal(t, page, string(written), "run this test with -update")
}

const rulesPageHead = `# The rules of the API

<!-- Written by go test ./gateway -run TestPageOfTheRules -update. Change gateway/apirules_table_test.go instead. -->

The REST API follows the Dutch [API Design Rules](https://logius-standaarden.github.io/API-Design-Rules/) 2.2 (ADR).
Below is every rule, with how it is met or why it does not apply, and what holds it:

- **every route**: ` + "`TestAPIRules`" + ` sends requests to every route that a proto names, new ones too, and to the
  description. One rule alone: ` + "`go test ./gateway -run 'TestAPIRules/core/no-trailing-slash'`" + `.
- **the API**: the same test looks at the API as a whole, or at its description.
- Another test, by its name. That it exists is checked too.

| rule | it asks | how it is met, or why not | held by |
|---|---|---|---|
`

func rulesAsPage() string {
	var page strings.Builder
	page.WriteString(rulesPageHead)
	for _, r := range apiRules() {
		var by []string
		if r.route != nil {
			by = append(by, "every route")
		}
		if r.whole != nil {
			by = append(by, "the API")
		}
		for _, test := range r.tests {
			by = append(by, "`"+test+"`")
		}
		if len(by) == 0 {
			by = []string{"–"}
		}
		id := r.id
		if strings.HasPrefix(id, "core/") {
			id = "/" + id
		}
		fmt.Fprintf(&page, "| %s | %s | %s | %s |\n", id, r.asks, r.how, strings.Join(by, ", "))
	}
	return page.String()
}
