package reporting_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/services/reporting"
)

func TestDefaultsAreRight(t *testing.T) {
	require.Empty(t, reporting.Defaults().Validate())
}

func TestAddressOfADatabaseNamesItsEngine(t *testing.T) {
	for address, right := range map[string]bool{
		"":                       true,
		"sqlite:/data/x.db":      true,
		"postgres://db/x":        true,
		"postgresql://db/x":      true,
		"mysql://db/x":           false,
		"/data/x.db":             false,
		"http://postgres://db/x": false,
	} {
		problems := reporting.Config{Database: config.NewSecret(address), Zone: "UTC"}.Validate()
		if right {
			require.Empty(t, problems, address)
			continue
		}
		require.Len(t, problems, 1, address)
		require.Equal(t, "database", problems[0].Key)
		require.NotContains(t, problems[0].Text, address, "an address may hold a password")
	}
}

func TestWrongConfigurationGivesEveryProblemAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "account.yaml")
	require.NoError(t, os.WriteFile(path, []byte(`from_year: 2022
themes:
  - {id: meeting, name: Meeting}
indicators:
  - id: a
    theme: absent
    programme: A
    label: a
    definition: A.
    unit: visits
    service: activities
    responsible: R
    measure: {kind: sum, facts: [head_count]}
    filter: "location.kind == 'palace'"
    colour: red
`), 0o600))
	problems := reporting.Config{Database: config.NewSecret("mysql://db/x"), Catalogue: path, Zone: "Mars"}.Validate()
	var texts []string
	for _, p := range problems {
		texts = append(texts, p.String())
	}
	require.Equal(t, []string{
		`database: a database address starts with "sqlite:" or "postgres://"`,
		"zone: is no time zone; write it as Europe/Amsterdam",
		`catalogue: line 6: indicators[0].theme: there is no theme "absent"`,
		`catalogue: line 14: indicators[0].filter: location.kind is never "palace"; it is one of community_centre, ` +
			`neighbourhood_room, cultural_centre, school, playground, mobile, participation_factory, sports_ground, venue`,
		`catalogue: line 15: indicators[0].colour: unknown field`,
	}, texts)

	problems = reporting.Config{Catalogue: filepath.Join(t.TempDir(), "absent.yaml"), Zone: "UTC"}.Validate()
	require.Len(t, problems, 1)
	require.Equal(t, "catalogue", problems[0].Key)
	require.Contains(t, problems[0].Text, "absent.yaml")
}
