package activities_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/services/activities"
)

func TestDefaultsAreRight(t *testing.T) {
	require.Empty(t, activities.Defaults().Validate())
}

// register writes a register of areas and answers its path.
func register(t *testing.T, csv string) string {
	path := filepath.Join(t.TempDir(), "areas.csv")
	require.NoError(t, os.WriteFile(path, []byte(csv), 0o600))
	return path
}

func TestEachWrongValueIsAProblem(t *testing.T) {
	const header = "code,name,stadsdeel,first_edition,last_edition\n"
	good, bad := register(t, header+"WK003401,Centrum,haven,2022,2024\n"), register(t, header+"WK003401,Centrum,haven,soon,2024\n")
	tests := map[string]struct {
		change func(*activities.Config)
		want   string // the key of the problem, "" for none
	}{
		"no database":         {func(c *activities.Config) { c.Database = config.NewSecret("") }, ""},
		"SQLite":              {func(c *activities.Config) { c.Database = config.NewSecret("sqlite:/data/x.db") }, ""},
		"PostgreSQL":          {func(c *activities.Config) { c.Database = config.NewSecret("postgres://db/x") }, ""},
		"PostgreSQL, in full": {func(c *activities.Config) { c.Database = config.NewSecret("postgresql://db/x") }, ""},
		"another engine":      {func(c *activities.Config) { c.Database = config.NewSecret("mysql://me:geheim@db/x") }, "database"},
		"a path alone":        {func(c *activities.Config) { c.Database = config.NewSecret("/geheim/x.db") }, "database"},
		"another zone":        {func(c *activities.Config) { c.Zone = "America/Curacao" }, ""},
		"UTC":                 {func(c *activities.Config) { c.Zone = "UTC" }, ""},
		"no such zone":        {func(c *activities.Config) { c.Zone = "Europe/Almere" }, "zone"},
		"no zone":             {func(c *activities.Config) { c.Zone = "" }, "zone"},
		"the machine's zone":  {func(c *activities.Config) { c.Zone = "Local" }, "zone"},
		"smallest most":       {func(c *activities.Config) { c.MaxHeadCount = 1 }, ""},
		"nothing is believed": {func(c *activities.Config) { c.MaxHeadCount = 0 }, "max-head-count"},
		"less than nothing":   {func(c *activities.Config) { c.MaxHeadCount = -1 }, "max-head-count"},
		"smallest group":      {func(c *activities.Config) { c.MaxContactGroup = 1 }, ""},
		"no group at all":     {func(c *activities.Config) { c.MaxContactGroup = 0 }, "max-contact-group"},
		"a commit each":       {func(c *activities.Config) { c.MaxGroup = 1 }, ""},
		"the default group":   {func(c *activities.Config) { c.MaxGroup = 0 }, ""},
		"no group":            {func(c *activities.Config) { c.MaxGroup = -1 }, "max-group"},
		"two connections":     {func(c *activities.Config) { c.Connections = 2 }, ""},
		"one connection":      {func(c *activities.Config) { c.Connections = 1 }, "database-connections"},
		"a day ahead":         {func(c *activities.Config) { c.SessionHorizon = 1 }, ""},
		"three years ahead":   {func(c *activities.Config) { c.SessionHorizon = 1100 }, ""},
		"nothing ahead":       {func(c *activities.Config) { c.SessionHorizon = 0 }, "session-horizon"},
		"too far ahead":       {func(c *activities.Config) { c.SessionHorizon = 1101 }, "session-horizon"},
		"offers of a minute":  {func(c *activities.Config) { c.OfferWindow = time.Minute }, ""},
		"offers of no time":   {func(c *activities.Config) { c.OfferWindow = 0 }, "offer-window"},
		"own areas":           {func(c *activities.Config) { c.Areas = good }, ""},
		"areas with a fault":  {func(c *activities.Config) { c.Areas = bad }, "areas"},
		"absent areas":        {func(c *activities.Config) { c.Areas = good + "x" }, "areas"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := activities.Defaults()
			tt.change(&cfg)
			problems := cfg.Validate()
			if tt.want == "" {
				require.Empty(t, problems)
				return
			}
			require.Len(t, problems, 1)
			require.Equal(t, tt.want, problems[0].Key)
			require.NotContains(t, problems[0].Text, "geheim", "an address may hold a password")
		})
	}
}

func TestWrongConfigurationGivesEveryProblemAtOnce(t *testing.T) {
	cfg := activities.Config{Database: config.NewSecret("mysql://db/x"), Zone: "Mars", Areas: register(t, "")}
	var keys []string
	for _, p := range cfg.Validate() {
		require.NotEmpty(t, p.Text)
		keys = append(keys, p.Key)
	}
	require.Equal(t, []string{"database", "zone", "max-head-count", "max-contact-group", "session-horizon", "offer-window", "areas"}, keys)
}
