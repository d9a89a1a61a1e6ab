package gateway

import (
	"net/http"

	"github.com/deschoor/meedoen/gateway/internal/login"
	"github.com/deschoor/meedoen/gateway/internal/page"
	"github.com/deschoor/meedoen/gateway/internal/web"
)

// newLogin answers how people log in, with pages in the look of the account.
func newLogin(deps Deps, cfg Config, look page.Look) (*login.Login, error) {
	return login.New(login.Options{
		PublicURL: cfg.PublicURL, Verifier: deps.Verifier, Log: deps.Log, Clock: deps.Clock, Client: deps.Provider,
		Show: func(w http.ResponseWriter, r *http.Request, m login.Message) {
			look.Message(w, r, web.Message{Status: m.Status, Title: m.Title, Text: m.Text, Action: web.Action(m.Action)})
		},
	}, cfg.Login)
}
