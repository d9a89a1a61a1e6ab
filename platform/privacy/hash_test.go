package privacy_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/platform/privacy"
)

func TestWaysOfWritingOneNameFoldToOne(t *testing.T) {
	for folded, ways := range map[string][]string{
		"de vries": {"de Vries", "DE VRIES", "  de   vries ", "de\u00a0Vries", "De-Vries"},
		"evrard":   {"Évrard", "E\u0301vrard", "ÉVRARD"},
		"d hondt":  {"D'Hondt", "d’hondt"},
		"strasse":  {"Straße", "STRASSE"},
		"ijsbrand": {"IJsbrand", "ĳsbrand"},
		"nguyen":   {"Nguyễn"},
		"":         {"", " ", "-"},
		"jan 2":    {"Jan 2"},
		"μαρια":    {"Μαρία", "ΜΑΡΙΑ"},
	} {
		for _, way := range ways {
			require.Equal(t, folded, privacy.Fold(way), "%q", way)
			require.Equal(t, folded, privacy.Fold(privacy.Fold(way)), "folding again changes nothing")
		}
	}
}

func closed(t *testing.T, cfg privacy.Config) *privacy.Privacy {
	t.Helper()
	cfg.Database = config.NewSecret("sqlite:" + filepath.Join(t.TempDir(), "keys.db"))
	return open(t, cfg)
}

func TestHashesAreOfOnePurposeAndOfTheWholeValue(t *testing.T) {
	p := closed(t, settings(""))
	l := p.Lookup("one", "name")
	require.Equal(t, l.Hash("de vries", "1990-05-06"), p.Lookup("one", "name").Hash("de vries", "1990-05-06"))
	seen := map[string]bool{}
	for _, hash := range []string{
		l.Hash("de vries", "1990-05-06"), l.Hash("de vries1990-05-06"), l.Hash("de vries", "1990-05-0", "6"), l.Hash("de vries", ""),
		p.Lookup("two", "name").Hash("de vries", "1990-05-06"), p.Lookup("one", "post").Hash("de vries", "1990-05-06"),
	} {
		require.Len(t, hash, 43)
		require.False(t, seen[hash])
		seen[hash] = true
	}
}

func TestValueIsFoundThatWasKeptBeforeAChangeOfKeys(t *testing.T) {
	before := closed(t, settings("")).Lookup("one", "name").Hash("de vries")
	cfg := settings("")
	cfg.Key = config.NewSecret(key("b") + "," + key("a"))
	l := closed(t, cfg).Lookup("one", "name")
	require.Equal(t, []string{l.Hash("de vries"), before}, l.Hashes("de vries"))
}

func TestPersonIsOneInAYearAndAnotherInTheNext(t *testing.T) {
	p := closed(t, settings(""))
	cfg := settings("")
	cfg.Key = config.NewSecret(key("b"))
	other := closed(t, cfg)
	require.Equal(t, p.Counted("anna", 2022), other.Counted("anna", 2022), "the other keys do not matter")
	seen := map[string]bool{}
	for _, pseudonym := range []string{
		p.Counted("anna", 2022), p.Counted("anna", 2023), p.Counted("ben", 2022), p.Logged("anna"), p.Logged("ben"),
	} {
		require.Len(t, pseudonym, 43)
		require.Regexp(t, `^[A-Za-z0-9_-]+$`, pseudonym)
		require.False(t, seen[pseudonym])
		seen[pseudonym] = true
	}
	require.Equal(t, p.Logged("anna"), other.Logged("anna"))
}
