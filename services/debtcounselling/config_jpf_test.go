package debtcounselling_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/services/debtcounselling"
)

func TestBreachLeadsToNothingUnlessTheConfigurationSaysSo(t *testing.T) {
	cfg := debtcounselling.Defaults()
	require.Equal(t, "none", cfg.JPF.Breach)
	for _, rule := range []string{"none", "waiver_undone", "full_amount_due"} {
		cfg.JPF.Breach = rule
		require.Empty(t, cfg.Validate())
	}
	cfg.JPF.Breach = "prison"
	require.Equal(t, []config.Problem{
		{Key: "jpf.breach", Text: "is none, waiver_undone or full_amount_due"},
	}, cfg.Validate())
}
