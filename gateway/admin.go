package gateway

import (
	"net/http"

	"github.com/deschoor/meedoen/gateway/internal/admin"
)

// newAdmin answers the handler of the pages of admins, for who is known to be one.
func newAdmin(deps Deps, cfg Config) (http.Handler, error) {
	return admin.New(deps.Traces.store, deps.Log, admin.Options{Notice: cfg.Notice})
}
