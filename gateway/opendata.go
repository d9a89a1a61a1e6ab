package gateway

import (
	"fmt"
	"net/http"

	"github.com/deschoor/meedoen/gateway/internal/agenda"
	"github.com/deschoor/meedoen/gateway/internal/hsds"
	"github.com/deschoor/meedoen/gateway/internal/routes"
	"github.com/deschoor/meedoen/gateway/internal/rules"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// newOpenData answers the handlers of what is offered in the forms that others read: calendars, and Open Referral UK.
// They are not of the REST API, for their paths and names are those of their standards, and they meet the rules that do
// not depend on that.
func newOpenData(deps Deps, cfg Config) (feeds, services http.Handler, err error) {
	offers := activitiesv1.NewOfferServiceClient(deps.Conn)
	calendars, err := agenda.NewFeeds(offers, deps.Clock, deps.Log)
	if err != nil {
		return nil, nil, fmt.Errorf("calendars: %w", err)
	}
	if feeds, err = openToAll(deps, cfg, calendars, agenda.Paths()); err != nil {
		return nil, nil, fmt.Errorf("calendars: %w", err)
	}
	api, err := hsds.New(offers, deps.Log, hsds.Options{Organisation: cfg.Organisation})
	if err != nil {
		return nil, nil, fmt.Errorf("open referral: %w", err)
	}
	if services, err = openToAll(deps, cfg, rules.Accept(api), api.Paths()); err != nil {
		return nil, nil, fmt.Errorf("open referral: %w", err)
	}
	return feeds, services, nil
}

// openToAll puts the rules before a handler of paths that anybody may read, from any origin.
func openToAll(deps Deps, cfg Config, handler http.Handler, paths []string) (http.Handler, error) {
	table, err := routes.New()
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		if err := table.Publish(path); err != nil {
			return nil, err
		}
	}
	return rules.Chain(handler,
		rules.Route(table),
		rules.Trace(deps.Tracer, deps.Meter),
		rules.Recover(deps.Log),
		rules.CORS(nil),
		rules.Methods,
		rules.Deadline(cfg.Timeout),
	), nil
}
