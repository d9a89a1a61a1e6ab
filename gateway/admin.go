package gateway

import (
	"net/http"

	"github.com/deschoor/meedoen/gateway/internal/admin"
	"github.com/deschoor/meedoen/gateway/internal/rules"
)

// newAdmin answers the handler of the pages of admins. They leave no traces: looking at traces would make more of them.
func newAdmin(deps Deps, cfg Config) (http.Handler, error) {
	pages, err := admin.New(deps.Traces.store, deps.Log, admin.Options{Notice: cfg.Notice})
	if err != nil {
		return nil, err
	}
	return rules.Chain(pages,
		rules.Deadline(cfg.Timeout),
		rules.Recover(deps.Log),
		rules.Identify(deps.Verifier),
	), nil
}
