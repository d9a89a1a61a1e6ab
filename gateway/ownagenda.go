package gateway

import (
	"fmt"
	"net/http"

	"github.com/deschoor/meedoen/gateway/internal/ownagenda"
	"github.com/deschoor/meedoen/gateway/internal/routes"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
)

// newOwnAgenda answers the handler of the calendars of people, which are no part of the REST API: the address is all that a
// calendar can say, so it stands for the token. Nothing looks at it before it is concealed, and no page of elsewhere reads it.
func newOwnAgenda(deps Deps, cfg Config) (http.Handler, error) {
	table, err := routes.New()
	if err != nil {
		return nil, err
	}
	if err := table.Publish(ownagenda.Path); err != nil {
		return nil, fmt.Errorf("calendars of people: %w", err)
	}
	return rules.Chain(ownagenda.New(volunteersv1.NewCalendarFeedServiceClient(deps.Conn), deps.Log),
		ownagenda.Conceal(),
		rules.Route(table),
		rules.Trace(deps.Tracer, deps.Meter),
		rules.Recover(deps.Log),
		rules.Methods,
		rules.Deadline(cfg.Timeout),
	), nil
}
