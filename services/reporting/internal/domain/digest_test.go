package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDigestDiffersExactlyWhereCountingDiffers(t *testing.T) {
	with := func(id, theme, measure, filter string) string {
		return "id: " + id + ", theme: " + theme + ", measure: {" + measure + `}, filter: "` + filter + `"`
	}
	digest := func(indicators ...string) string {
		c, err := parse(indicators...)
		require.NoError(t, err)
		return c.Digest()
	}
	const sum, school = "kind: sum, facts: [head_count]", "location.kind == 'school'"
	counted, places := with("a", "meeting", sum, school), with("b", "meeting", "kind: active_places", school)
	base := digest(counted)

	same := map[string][]string{
		"another theme":         {with("a", "health", sum, school)},
		"a wording":             {counted + ", wording: {2022: {qualifier: ruim, step: 5}}"},
		"the first year, said":  {counted + ", from_year: 2022"},
		"one without a measure": {counted, "id: b, theme: meeting"},
	}
	for name, indicators := range same {
		require.Equal(t, base, digest(indicators...), name)
	}
	other := map[string][]string{
		"another id":         {with("b", "meeting", sum, school)},
		"another measure":    {with("a", "meeting", "kind: count, facts: [head_count]", school)},
		"another filter":     {with("a", "meeting", sum, "true")},
		"another first year": {counted + ", from_year: 2023"},
		"a last year":        {counted + ", to_year: 2023"},
		"one more":           {counted, places},
		"of locations":       {with("a", "meeting", "kind: distinct, of: location, facts: [head_count]", school)},
		"of city districts":  {with("a", "meeting", "kind: distinct, of: stadsdeel, facts: [head_count]", school)},
	}
	seen := map[string]string{base: "the first"}
	for name, indicators := range other {
		d := digest(indicators...)
		require.Empty(t, seen[d], "%s is as %s", name, seen[d])
		seen[d] = name
	}
	require.Equal(t, digest(counted, places), digest(places, counted), "order does not count")
}
