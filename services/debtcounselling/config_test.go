package debtcounselling_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/services/debtcounselling"
)

func TestDefaultsAreRight(t *testing.T) {
	require.Empty(t, debtcounselling.Defaults().Validate())
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
		change func(*debtcounselling.Config)
		want   string // the key of the problem, "" for none
	}{
		"no database":         {func(c *debtcounselling.Config) { c.Database = config.NewSecret("") }, ""},
		"SQLite":              {func(c *debtcounselling.Config) { c.Database = config.NewSecret("sqlite:/data/x.db") }, ""},
		"PostgreSQL":          {func(c *debtcounselling.Config) { c.Database = config.NewSecret("postgres://db/x") }, ""},
		"another engine":      {func(c *debtcounselling.Config) { c.Database = config.NewSecret("mysql://me:geheim@db/x") }, "database"},
		"a path alone":        {func(c *debtcounselling.Config) { c.Database = config.NewSecret("/geheim/x.db") }, "database"},
		"another zone":        {func(c *debtcounselling.Config) { c.Zone = "America/Curacao" }, ""},
		"no such zone":        {func(c *debtcounselling.Config) { c.Zone = "Europe/Almere" }, "zone"},
		"no zone":             {func(c *debtcounselling.Config) { c.Zone = "" }, "zone"},
		"the machine's zone":  {func(c *debtcounselling.Config) { c.Zone = "Local" }, "zone"},
		"a commit each":       {func(c *debtcounselling.Config) { c.MaxGroup = 1 }, ""},
		"the default group":   {func(c *debtcounselling.Config) { c.MaxGroup = 0 }, ""},
		"no group":            {func(c *debtcounselling.Config) { c.MaxGroup = -1 }, "max-group"},
		"two connections":     {func(c *debtcounselling.Config) { c.Connections = 2 }, ""},
		"one connection":      {func(c *debtcounselling.Config) { c.Connections = 1 }, "database-connections"},
		"own areas":           {func(c *debtcounselling.Config) { c.Areas = good }, ""},
		"areas with a fault":  {func(c *debtcounselling.Config) { c.Areas = bad }, "areas"},
		"absent areas":        {func(c *debtcounselling.Config) { c.Areas = good + "x" }, "areas"},
		"a municipality":      {func(c *debtcounselling.Config) { c.Municipality = "GM0363" }, ""},
		"a city by name":      {func(c *debtcounselling.Config) { c.Municipality = "Almere" }, "municipality"},
		"absent terms":        {func(c *debtcounselling.Config) { c.Terms = good + "x" }, "terms"},
		"terms that are none": {func(c *debtcounselling.Config) { c.Terms = good }, "terms"},
		"absent early rules":  {func(c *debtcounselling.Config) { c.EarlySignals = good + "x" }, "early-signals"},
		"other early rules":   {func(c *debtcounselling.Config) { c.EarlySignals = good }, "early-signals"},
		"told on the day":     {func(c *debtcounselling.Config) { c.DueBefore = 0 }, ""},
		"told too late":       {func(c *debtcounselling.Config) { c.DueBefore = -1 }, "term-due-before-days"},
		"told too early":      {func(c *debtcounselling.Config) { c.DueBefore = 366 }, "term-due-before-days"},
		"no grounds":          {func(c *debtcounselling.Config) { c.RefusalGrounds = nil }, ""},
		"absent activities":   {func(c *debtcounselling.Config) { c.Activities = good + "x" }, "activities"},
		"others' activities":  {func(c *debtcounselling.Config) { c.Activities = good }, "activities"},
		"sealed at once":      {func(c *debtcounselling.Config) { c.SealEvery = time.Millisecond }, "audit-seal-every"},
		"sealed too late":     {func(c *debtcounselling.Config) { c.SealEvery = 2 * time.Hour }, "audit-seal-every"},
		"the default sealing": {func(c *debtcounselling.Config) { c.SealEvery = 0 }, ""},
		"other grounds":       {func(c *debtcounselling.Config) { c.RefusalGrounds = []string{"fraud", "debt"} }, "refusal-grounds"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			cfg := debtcounselling.Defaults()
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
	cfg := debtcounselling.Defaults()
	cfg.Database, cfg.Zone, cfg.MaxGroup, cfg.Areas = config.NewSecret("mysql://db/x"), "Mars", -1, register(t, "")
	cfg.Terms, cfg.Municipality, cfg.DueBefore, cfg.RefusalGrounds = register(t, ""), "", -1, []string{""}
	var keys []string
	for _, p := range cfg.Validate() {
		require.NotEmpty(t, p.Text)
		keys = append(keys, p.Key)
	}
	require.Equal(t, []string{
		"database", "zone", "max-group", "areas", "terms", "municipality", "term-due-before-days", "refusal-grounds",
	}, keys)
}
