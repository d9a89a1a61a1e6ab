package debtcounselling

import (
	"slices"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
)

// JPF is the policy of the fund for young people (JPF).
type JPF struct {
	Breach string `koanf:"breach" doc:"What the breach of an agreement with the fund for young people (JPF) leads to, of agreements that are signed from now on: none, waiver_undone (what the fund paid and was not redeemed becomes due) or full_amount_due (also what was redeemed in kind)."`
}

func (j JPF) validate() []config.Problem {
	if slices.Contains(domain.BreachRules(), domain.BreachRule(j.Breach)) {
		return nil
	}
	return []config.Problem{{Key: "jpf.breach", Text: "is none, waiver_undone or full_amount_due"}}
}
