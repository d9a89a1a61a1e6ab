package debtcounselling

import (
	"os"

	"github.com/deschoor/meedoen/platform/config"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/retention"
)

// Retention is for how long what is kept of clients is kept.
type Retention struct {
	Policy    string `koanf:"policy" doc:"Path of how long each record type is kept (bewaartermijnen) as CSV, by date, with where that was read. Empty: the built-in one, to be confirmed with the selection list of the municipality."`
	Automatic bool   `koanf:"automatic" doc:"Whether what is due is removed every night. Otherwise it is removed when a supervisor asks for it."`
}

func (r Retention) validate() []config.Problem {
	_, err := r.policy()
	return config.Check("retention.policy", err)
}

func (r Retention) policy() (domain.RetentionPolicy, error) {
	if r.Policy == "" {
		return retention.Parse(retention.BuiltIn)
	}
	data, err := os.ReadFile(r.Policy)
	if err != nil {
		return nil, err
	}
	return retention.Parse(data)
}
