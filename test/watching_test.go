package test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// alert is a rule of Prometheus: one that tells somebody, or one that keeps what others ask for (record).
type alert struct {
	Alert, Record, Expr, For string
	Labels, Annotations      map[string]string
}

func alerts(t *testing.T) (all []alert) {
	t.Helper()
	var file struct {
		Groups []struct{ Rules []alert }
	}
	data, err := os.ReadFile("../deploy/prometheus/alerts.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(data, &file))
	for _, g := range file.Groups {
		all = append(all, g.Rules...)
	}
	require.NotEmpty(t, all)
	return all
}

// dashboard is one of Grafana, as far as it is ours to get right.
type dashboard struct {
	UID, Title string
	Templating struct {
		List []struct{ Name, Type, Definition string }
	}
	Panels []panel
}

type panel struct {
	ID          int
	Type, Title string
	Datasource  struct{ Type, UID string }
	GridPos     struct{ X, Y, W, H int }
	FieldConfig struct {
		Defaults struct{ Unit string }
	}
	Targets []struct {
		RefID, Expr, LegendFormat string
		Datasource                struct{ Type, UID string }
	}
}

func dashboards(t *testing.T) (all []dashboard) {
	t.Helper()
	files, err := filepath.Glob("../deploy/grafana/dashboards/*.json")
	require.NoError(t, err)
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		var d dashboard
		require.NoError(t, json.Unmarshal(data, &d), name)
		require.Equal(t, filepath.Base(name), d.UID+".json", "an address that never changes")
		all = append(all, d)
	}
	require.NotEmpty(t, all)
	return all
}

// query is what somebody asks Prometheus, and the labels by which the answers are told from each other.
type query struct {
	where, expr string
	told        []string
}

var (
	legend     = regexp.MustCompile(`{{ *(?:\$labels\.)?(\w+) *}}`)
	listed     = regexp.MustCompile(`^label_values\((.+), *(\w+)\)$`)
	ofGrafana  = strings.NewReplacer("$__rate_interval", "5m", "$__range", "1h", "$service", ".*", "$database", ".*")
	metricName = regexp.MustCompile(`^[a-z_:0-9]+$`)
)

func toldBy(texts ...string) (names []string) {
	for _, text := range texts {
		for _, m := range legend.FindAllStringSubmatch(text, -1) {
			names = append(names, m[1])
		}
	}
	return names
}

// queries answers everything that dashboards and rules ask.
func queries(t *testing.T) (all []query) {
	t.Helper()
	for _, a := range alerts(t) {
		all = append(all, query{a.Alert + a.Record, a.Expr, toldBy(a.Annotations["summary"])})
	}
	for _, d := range dashboards(t) {
		for _, v := range d.Templating.List {
			parts := listed.FindStringSubmatch(v.Definition)
			require.Len(t, parts, 3, v.Definition)
			all = append(all, query{d.UID + " $" + v.Name, parts[1], []string{parts[2]}})
		}
		for _, p := range d.Panels {
			for _, target := range p.Targets {
				all = append(all, query{d.UID + " " + p.Title, ofGrafana.Replace(target.Expr), toldBy(target.LegendFormat)})
			}
		}
	}
	return all
}

// unmet are metrics that the process of this test has not: who speaks no TLS has no certificate, and nobody was refused.
func unmet() map[string]labels {
	return map[string]labels{
		"meedoen_tls_certificate_expiry_seconds": {"service_name": true, "instance": true, "setting": true},
		"meedoen_limits_refused_total":           {"service_name": true, "instance": true, "reason": true},
	}
}

// wrongWith answers what a query names that there is not.
func wrongWith(q query, known map[string]labels) (wrong []string) {
	expr, err := parser.NewParser(parser.Options{}).ParseExpr(q.expr)
	if err != nil {
		return []string{q.where + ": " + err.Error()}
	}
	all, grouped := labels{}, []string{}
	parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
		switch n := node.(type) {
		case *parser.VectorSelector:
			of := known[n.Name]
			if of == nil {
				wrong = append(wrong, fmt.Sprintf("%s: there is no %s", q.where, n.Name))
			}
			for label := range of {
				all[label] = true
			}
			for _, m := range n.LabelMatchers {
				if of != nil && m.Name != "__name__" && !of[m.Name] {
					wrong = append(wrong, fmt.Sprintf("%s: %s has no label %s", q.where, n.Name, m.Name))
				}
			}
		case *parser.AggregateExpr:
			grouped = append(grouped, n.Grouping...)
		}
		return nil
	})
	for _, label := range append(grouped, q.told...) {
		if !all[label] && len(all) > 0 {
			wrong = append(wrong, fmt.Sprintf("%s: nothing in it has a label %s", q.where, label))
		}
	}
	return wrong
}

// TestDashboardsAndAlertsAskForWhatIsThere: a metric that is renamed leaves an empty panel, and an alert that never comes.
func TestDashboardsAndAlertsAskForWhatIsThere(t *testing.T) {
	c := collectMetrics(t)
	s := start(t, "up", t.TempDir(), c.env()...).suite
	s.recordCount()
	require.Equal(t, 200, s.rest("GET", "/v1/accounts/2022", s.token("account.manager"), nil).status)
	asked := queries(t)
	require.EventuallyWithT(t, func(now *assert.CollectT) {
		known := c.seen()
		for name, of := range unmet() {
			known[name] = of
		}
		for _, a := range alerts(t) {
			if a.Record != "" {
				known[a.Record] = labels{"service_name": true}
			}
		}
		var wrong []string
		for _, q := range asked {
			wrong = append(wrong, wrongWith(q, known)...)
		}
		assert.Empty(now, wrong)
	}, 30*time.Second, 500*time.Millisecond)
	require.NotEmpty(t, wrongWith(query{expr: "meedoen_no_such_metric"}, c.seen()), "or the test proves nothing")
	require.NotEmpty(t, wrongWith(query{expr: `sum by (colour) (meedoen_ready{shape="round"})`}, c.seen()))
}

// TestEachAlertSaysWhatToDo: it has a section in the runbook, and each section there is of an alert.
func TestEachAlertSaysWhatToDo(t *testing.T) {
	runbook, err := os.ReadFile("../docs/runbook.md")
	require.NoError(t, err)
	var sections, named []string
	for _, m := range regexp.MustCompile(`(?m)^## (.+)$`).FindAllSubmatch(runbook, -1) {
		sections = append(sections, string(m[1]))
	}
	for _, a := range alerts(t) {
		if a.Record != "" {
			continue
		}
		named = append(named, a.Alert)
		require.Contains(t, []string{"page", "ticket"}, a.Labels["severity"], a.Alert)
		require.NotEmpty(t, a.Annotations["summary"], a.Alert)
		require.Equal(t, "docs/runbook.md#"+strings.ToLower(a.Alert), a.Annotations["runbook"])
	}
	require.ElementsMatch(t, named, sections)
}

// units are those of Grafana that the dashboards use.
func units() []string {
	return []string{"none", "s", "bytes", "reqps", "ops", "eps", "percentunit"}
}

// TestDashboardsAreDrawnAsTheyAreMeant: Grafana says nothing of what it does not understand.
func TestDashboardsAreDrawnAsTheyAreMeant(t *testing.T) {
	var provisioned struct {
		Datasources []struct{ UID, Type string }
	}
	data, err := os.ReadFile("../deploy/grafana/provisioning/datasources/datasources.yaml")
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(data, &provisioned))
	sources := map[string]string{}
	for _, source := range provisioned.Datasources {
		sources[source.UID] = source.Type
	}
	require.Equal(t, map[string]string{"prometheus": "prometheus", "jaeger": "jaeger"}, sources)
	for _, d := range dashboards(t) {
		ids, cells := map[int]bool{}, map[[2]int]string{}
		for _, p := range d.Panels {
			at := d.UID + ": " + p.Title
			require.False(t, ids[p.ID], at)
			ids[p.ID] = true
			require.LessOrEqual(t, p.GridPos.X+p.GridPos.W, 24, at)
			for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
				for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
					require.Empty(t, cells[[2]int{x, y}], at)
					cells[[2]int{x, y}] = at
				}
			}
			if p.Type == "row" {
				continue
			}
			require.Contains(t, []string{"timeseries", "stat", "table"}, p.Type, at)
			require.Contains(t, units(), p.FieldConfig.Defaults.Unit, at)
			require.Equal(t, sources[p.Datasource.UID], p.Datasource.Type, at)
			require.NotEmpty(t, p.Targets, at)
			var refs []string
			for _, target := range p.Targets {
				require.NotContains(t, refs, target.RefID, at)
				refs = append(refs, target.RefID)
				require.Equal(t, "prometheus", target.Datasource.UID, at)
				require.True(t, p.Type == "table" || target.LegendFormat != "", at)
			}
		}
	}
}

// TestRecordedNamesSayWhatTheyAre: by the level, the measure and the time, as Prometheus asks.
func TestRecordedNamesSayWhatTheyAre(t *testing.T) {
	records := 0
	for _, a := range alerts(t) {
		if a.Record != "" {
			records++
			require.Equal(t, 2, strings.Count(a.Record, ":"), a.Record)
			require.True(t, metricName.MatchString(a.Record), a.Record)
			window := a.Record[strings.LastIndex(a.Record, "rate")+len("rate"):]
			require.Equal(t, strings.Count(a.Expr, "["), strings.Count(a.Expr, "["+window+"]"), a.Record)
		}
	}
	require.Positive(t, records)
}
