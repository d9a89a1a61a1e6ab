package debtcounselling_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/services/debtcounselling"
)

func TestSenderOfDocumentsIsWrittenOnLines(t *testing.T) {
	cfg := debtcounselling.Defaults()
	cfg.Organisation = debtcounselling.Organisation{Name: "Hulp en Raad", Place: "Almere", Contact: "telefoon 036 000 00 00"}
	require.Empty(t, cfg.Validate())
	cfg.Organisation = debtcounselling.Organisation{Name: " Hulp en Raad", Place: "Al\nmere", Contact: "bel\tons"}
	var keys []string
	for _, p := range cfg.Validate() {
		keys = append(keys, p.Key)
	}
	require.Equal(t, []string{"organisation.name", "organisation.place", "organisation.contact"}, keys)
}
