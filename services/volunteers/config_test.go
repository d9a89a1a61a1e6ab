package volunteers_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/services/volunteers"
)

func TestDefaultsAreRight(t *testing.T) {
	require.Empty(t, volunteers.Defaults().Validate())
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
		change func(*volunteers.Config)
		want   string // the key of the problem, "" for none
	}{
		"no database":        {func(c *volunteers.Config) { c.Database = config.NewSecret("") }, ""},
		"SQLite":             {func(c *volunteers.Config) { c.Database = config.NewSecret("sqlite:/data/x.db") }, ""},
		"PostgreSQL":         {func(c *volunteers.Config) { c.Database = config.NewSecret("postgres://db/x") }, ""},
		"another engine":     {func(c *volunteers.Config) { c.Database = config.NewSecret("mysql://me:geheim@db/x") }, "database"},
		"a path alone":       {func(c *volunteers.Config) { c.Database = config.NewSecret("/geheim/x.db") }, "database"},
		"another zone":       {func(c *volunteers.Config) { c.Zone = "America/Curacao" }, ""},
		"no such zone":       {func(c *volunteers.Config) { c.Zone = "Europe/Almere" }, "zone"},
		"no zone":            {func(c *volunteers.Config) { c.Zone = "" }, "zone"},
		"the machine's zone": {func(c *volunteers.Config) { c.Zone = "Local" }, "zone"},
		"a commit each":      {func(c *volunteers.Config) { c.MaxGroup = 1 }, ""},
		"the default group":  {func(c *volunteers.Config) { c.MaxGroup = 0 }, ""},
		"no group":           {func(c *volunteers.Config) { c.MaxGroup = -1 }, "max-group"},
		"two connections":    {func(c *volunteers.Config) { c.Connections = 2 }, ""},
		"one connection":     {func(c *volunteers.Config) { c.Connections = 1 }, "database-connections"},
		"own areas":          {func(c *volunteers.Config) { c.Areas = good }, ""},
		"areas with a fault": {func(c *volunteers.Config) { c.Areas = bad }, "areas"},
		"absent areas":       {func(c *volunteers.Config) { c.Areas = good + "x" }, "areas"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := volunteers.Defaults()
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
	cfg := volunteers.Defaults()
	cfg.Database, cfg.Zone, cfg.MaxGroup, cfg.Areas = config.NewSecret("mysql://db/x"), "Mars", -1, register(t, "")
	var keys []string
	for _, p := range cfg.Validate() {
		require.NotEmpty(t, p.Text)
		keys = append(keys, p.Key)
	}
	require.Equal(t, []string{"database", "zone", "max-group", "areas"}, keys)
}
