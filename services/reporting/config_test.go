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
		cfg := reporting.Defaults()
		cfg.Database = config.NewSecret(address)
		problems := cfg.Validate()
		if right {
			require.Empty(t, problems, address)
			continue
		}
		require.Len(t, problems, 1, address)
		require.Equal(t, "database", problems[0].Key)
		require.NotContains(t, problems[0].Text, address, "an address may hold a password")
	}
}

func TestSharesPartThePartitionsEvenly(t *testing.T) {
	for shares, right := range map[int]bool{0: true, 1: true, 2: true, 8: true, 64: true, -1: false, 3: false, 65: false, 128: false} {
		cfg := reporting.Defaults()
		cfg.Shares = shares
		problems := cfg.Validate()
		if right {
			require.Empty(t, problems, shares)
			continue
		}
		require.Len(t, problems, 1, shares)
		require.Equal(t, "shares", problems[0].Key)
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
	key := filepath.Join(t.TempDir(), "signing.key")
	require.NoError(t, os.WriteFile(key, []byte("key"), 0o600))
	problems := reporting.Config{
		Database: config.NewSecret("mysql://db/x"), Catalogue: path, Zone: "Mars/Olympus", LeastPeople: -1, SigningKey: key,
		Connections: -1,
	}.Validate()
	var texts []string
	for _, p := range problems {
		texts = append(texts, p.String())
	}
	require.Equal(t, []string{
		`database: a database address starts with "sqlite:" or "postgres://"`,
		`database-connections: is 2 or more, or 0 for the default`,
		`zone: is no time zone; write it as Europe/Amsterdam`,
		`least-people: is 1 to 1000000`,
		`signing-key: ` + key + ` holds no key; remove it to get a new one`,
		`catalogue: line 6: indicators[0].theme: there is no theme "absent"`,
		`catalogue: line 14: indicators[0].filter: location.kind is never "palace"; it is one of community_centre, ` +
			`neighbourhood_room, cultural_centre, school, playground, mobile, participation_factory, sports_ground, venue`,
		`catalogue: line 15: indicators[0].colour: unknown field`,
	}, texts)

	cfg := reporting.Defaults()
	cfg.Catalogue = filepath.Join(t.TempDir(), "absent.yaml")
	problems = cfg.Validate()
	require.Len(t, problems, 1)
	require.Equal(t, "catalogue", problems[0].Key)
	require.Contains(t, problems[0].Text, "absent.yaml")
}

func TestEveryRowOfTheRegisterOfWijkenIsTold(t *testing.T) {
	write := func(text string) string {
		path := filepath.Join(t.TempDir(), "file.csv")
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	told := func(c reporting.Config) (texts []string) {
		c.Zone, c.LeastPeople = reporting.Defaults().Zone, reporting.Defaults().LeastPeople
		for _, p := range c.Validate() {
			texts = append(texts, p.String())
		}
		return texts
	}
	const header = "from_edition,from_code,to_edition,to_code\n"
	require.Empty(t, told(reporting.Config{AreaTranslations: write(header + "2020,WK003499,2022,WK003401\n")}))
	require.Equal(t, []string{
		"area-translations: read translations of areas: row 2: the register of areas has no 2020:WK003401",
		"area-translations: read translations of areas: row 3: from_code is needed",
	}, told(reporting.Config{AreaTranslations: write(header + "2022,WK003401,2020,WK003401\n2020,,2022,WK003401\n")}))
	require.Equal(t, []string{
		"areas: read areas: row 2: code and stadsdeel are needed",
		"areas: read areas: row 3: the editions 2024 to 2022 are no years that follow each other",
	}, told(reporting.Config{
		Areas: write("code,name,stadsdeel,first_edition,last_edition\n,A,haven,2022,2024\nWK1,B,haven,2024,2022\n"),
	}))
	require.Contains(t, told(reporting.Config{AreaTranslations: filepath.Join(t.TempDir(), "absent.csv")})[0], "absent.csv")
}
