package test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// exact are the figures that the demo shows to the last digit as they were published; rounded those that were published
// in round words, with the span in which the words are true and the words.
var exact = []string{
	"centre-visits", "centres", "buurtkamers", "buurtkamer-visits", "sport-districts", "seniors-fair",
	"participation-factories", "oki-locations",
	"vve-children", "youth-persons", "youth-sessions", "taal-participants", "summer-school", "initiatives", "isa-studies",
	"repairs", "acts-festival", "acts-house", "wmo-pilots",
	"mediation-volunteers", "taal-volunteers", "stage-volunteers", "stage-interns",
	"jpf-participants", "jpf-debt-free", "social-legal-clients", "debt-clients", "long-term-guidance",
	"resident-questions", "wor-patients", "learn2work-completed", "mediations",
}

var rounded = map[string]struct {
	from, below int
	wording     string
}{
	"children-visits":      {150_000, 160_000, "ruim 150.000"},
	"youth-contacts":       {21_000, 22_000, "bijna 22.000"},
	"street-contacts":      {31_001, 32_000, "meer dan 31.000"},
	"sport-participations": {23_500, 24_501, "circa 24.000"},

	"learn2work-participants": {76, 80, "meer dan 75"},
}

// steering answers a figure to steer by of a programme in 2022, nil where it has none.
func (p *process) steering(t *testing.T, indicator, code string) map[string]any {
	t.Helper()
	answer := p.rest("GET", "/v1/years/2022/steering-figures", p.token("volunteers.coordinator"), nil)
	require.Equal(t, 200, answer.status, answer.text)
	for _, f := range answer.body["steeringFigures"].([]any) {
		figure := f.(map[string]any)
		programmes, _ := figure["programmes"].([]any)
		for _, of := range programmes {
			if figure["indicator"] == indicator && of.(map[string]any)["programmeCode"] == code {
				return of.(map[string]any)
			}
		}
	}
	return nil
}

func TestDemoShowsThePublishedFigures(t *testing.T) {
	p := start(t, "demo", t.TempDir())
	figures := requirePublished(t, p.suite)
	require.Contains(t, p.out.String(), "37 van 37 cijfers geregistreerd, alle gelijk aan de publicatie.")

	t.Run("the figures to steer by follow from the same records", func(t *testing.T) {
		require.EqualValues(t, 45, p.steering(t, "active-volunteers", "buurtbemiddeling")["value"])
		require.EqualValues(t, 11, p.steering(t, "active-interns", "poppodium-de-meester")["value"])
		require.Eventually(t, func() bool {
			stayed := p.steering(t, "volunteer-retention", "buurtbemiddeling")
			return stayed != nil && stayed["value"].(float64) > 0 && stayed["value"].(float64) < stayed["base"].(float64)
		}, patience, pause, "some of the year before stayed, and not all")
	})
	t.Run("a second start keeps the data and loads nothing twice", func(t *testing.T) {
		p.stop()
		p.again("demo")
		require.NotContains(t, p.out.String(), "Voorbeeldjaar 2022 laden")
		require.Equal(t, figures, p.figures())
		require.Equal(t, figures, p.published(2022))
		require.Equal(t, 404, p.rest("GET", "/v1/accounts/2022/editions/2", "", nil).status, "and publishes no second edition")
	})
	edition := p.edition(2022, 1)
	inFull := p.inFull(2022)
	t.Run("counted anew from the facts the account is the same in all its parts", func(t *testing.T) {
		out, err := exec.Command(filepath.Join(binaries, "meedoen"), "rebuild", "--data", p.data).CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Equal(t, inFull, p.inFull(2022))
	})
	t.Run("without reporting's database the same account is computed again from the events", func(t *testing.T) {
		p.stop()
		removeDatabase(t, p.data, "reporting")
		p.again("demo")
		require.Equal(t, figures, p.figures())
		require.Eventually(t, func() bool { return reflect.DeepEqual(inFull, p.inFull(2022)) }, patience, pause, "in all its parts")
	})
	t.Run("and it is still published, without anybody doing so again", func(t *testing.T) {
		p.stop()
		removeDatabase(t, p.data, "reporting")
		p.again("up")
		require.Equal(t, figures, p.figures())
		require.Equal(t, edition, p.edition(2022, 1), "byte for byte")
	})
	t.Run("without the event store as well, from the outbox", func(t *testing.T) {
		p.stop()
		removeDatabase(t, p.data, "reporting")
		require.NoError(t, os.RemoveAll(filepath.Join(p.data, "events")))
		p.again("demo")
		require.Equal(t, figures, p.figures())
	})
	t.Run("one changed record changes its figure by that much and no other", func(t *testing.T) {
		token := p.token("activities.staff")
		programmes := p.rest("GET", "/v1/programmes?pageSize=100", token, nil)
		id := ""
		for _, m := range programmes.body["programmes"].([]any) {
			if m.(map[string]any)["code"] == "almereplusbeurs" {
				id = fmt.Sprint(m.(map[string]any)["id"])
			}
		}
		counts := p.rest("GET", "/v1/head-counts?pageSize=1&programmeId="+id, token, nil)
		first := counts.body["headCounts"].([]any)[0].(map[string]any)
		corrected := p.rest("POST", fmt.Sprintf("/v1/head-counts/%s/corrections", first["id"]), token, map[string]any{
			"count": first["count"].(float64) + 23, "reason": "CORRECTION_REASON_MISSED", "etag": first["etag"],
		})
		require.Equal(t, 201, corrected.status, corrected.text)
		require.Equal(t, figures, p.published(2022), "an edition stays what it was")
		figures["seniors-fair"] += 23
		require.Equal(t, figures, p.figures())
	})
	t.Run("nothing went wrong meanwhile", func(t *testing.T) {
		for _, line := range strings.Split(p.out.String(), "\n") {
			require.NotContains(t, line, "level=ERROR")
			require.NotContains(t, line, "level=WARN")
		}
	})
}

// requirePublished requires that the account of the suite shows what was published, and answers its exact figures.
func requirePublished(t *testing.T, s *suite) map[string]int {
	page := s.publishedPage()
	figures := s.figures()
	for _, indicator := range exact {
		require.Equal(t, page[indicator].value, figures[indicator], indicator)
	}
	for indicator, want := range rounded {
		require.GreaterOrEqual(t, figures[indicator], want.from, indicator)
		require.Less(t, figures[indicator], want.below, indicator)
	}
	require.Len(t, figures, len(exact)+len(rounded), "what is not recorded has no value")

	open := s.rest("GET", "/v1/accounts/2022", "", nil)
	require.Equal(t, 200, open.status, "a published account is open to everybody")
	require.NotEmpty(t, open.body["asOf"])
	shown := open.body["figures"].([]any)
	require.Len(t, shown, len(page))
	for _, f := range shown {
		figure := f.(map[string]any)
		want := page[fmt.Sprint(figure["indicator"])]
		require.Equal(t, want.theme, figure["theme"])
		require.Equal(t, want.unit, figure["unit"])
		if r, isRounded := rounded[fmt.Sprint(figure["indicator"])]; isRounded {
			require.Equal(t, r.wording, figure["wording"])
		}
	}
	return figures
}

func TestSampleYearGivesTheSameFiguresApart(t *testing.T) {
	d := deployApart(t)
	load := exec.Command(filepath.Join(binaries, "meedoen"), "demo", "--data", d.data,
		"--activities", d.services["activities"], "--volunteers", d.services["volunteers"],
		"--debtcounselling", d.services["debtcounselling"], "--support", d.services["support"], "--reporting", d.services["reporting"])
	for range 2 {
		out, err := load.CombinedOutput()
		require.NoError(t, err, "%s", out)
		require.Contains(t, string(out), "37 van 37 cijfers geregistreerd, alle gelijk aan de publicatie.")
		requirePublished(t, d.suite)
		load = exec.Command(load.Path, load.Args[1:]...)
	}
}

// removeDatabase deletes the files of a service's database.
func removeDatabase(t *testing.T, data, service string) {
	files, err := filepath.Glob(filepath.Join(data, service+".db*"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, f := range files {
		require.NoError(t, os.Remove(f))
	}
}
