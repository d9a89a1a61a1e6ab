package api

import (
	"context"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// span is a time from a local date up to and with another, in instants; what is zero is no bound.
type span struct {
	first, last   civil.Date
	since, before time.Time
}

// periodOf answers the time that a report is about. Error: INVALID_ARGUMENT with every violation.
func (d Deps) periodOf(req interface {
	GetStartDate() string
	GetEndDate() string
}) (during span, err error) {
	var dates resource.Dates
	start, end := dates.Read("start_date", req.GetStartDate()), dates.Read("end_date", req.GetEndDate())
	if !start.IsZero() && !end.IsZero() && end.Before(start) {
		dates.Broken = append(dates.Broken, fault.Field{
			Path: "end_date", Reason: "LAST_BEFORE_FIRST", Text: "The last date is before the first.",
		})
	}
	during.first, during.last = start, end
	if !start.IsZero() {
		during.since = civil.Time{}.On(start, d.Zone)
	}
	if !end.IsZero() {
		during.before = civil.Time{}.On(end.AddDays(1), d.Zone)
	}
	return during, fault.Violations(dates.Broken)
}

// accesses answers at most size accesses to the data of a client, oldest first: what was done by the processing log, and what
// was refused by the audit log, which says what it was about but not whose data that is.
func (d Deps) accesses(ctx context.Context, clientID string, during span, m accessMark, size int32) ([]domain.Access, error) {
	lines, err := processinglog.List(ctx, d.DB.Read(), processinglog.Query{
		Subject: d.Privacy.Logged(clientID), After: m.after, Until: m.until, Since: during.since, Before: during.before, Size: size,
	})
	if err != nil {
		return nil, err
	}
	var done, refused []domain.Access
	for _, l := range lines {
		done = append(done, domain.Access{
			ID: l.GetId(), Time: l.GetCreateTime().AsTime(), Actor: l.GetActor(), Via: l.GetVia(), Roles: l.GetRoles(),
			Kind: domain.KindOf(l.GetMethod()), Fields: l.GetFields(), Method: l.GetMethod(), Activity: l.GetActivity(),
		})
	}
	about, err := d.objectsOf(ctx, clientID)
	if err != nil {
		return nil, err
	}
	entries, err := auditlog.Refusals(ctx, d.DB.Read(), auditlog.RefusedQuery{
		Objects: about, After: m.after, Until: m.until, Since: during.since, Before: during.before, Size: size,
	})
	for _, e := range entries {
		kind, _, _ := strings.Cut(e.GetObject(), "/")
		refused = append(refused, domain.Access{
			ID: e.GetId(), Time: e.GetCreateTime().AsTime(), Actor: e.GetActor(), Via: e.GetVia(), Roles: e.GetRoles(),
			Kind: domain.AccessRefused, Fields: kind, Method: e.GetMethod(), Reason: e.GetReason(),
		})
	}
	all := domain.Merge(done, refused)
	return all[:min(len(all), int(size))], err
}

// objectsOf answers what is refused to others of a client: the client and the trajectories. Who asks for something in a
// trajectory, such as a claim, is refused the trajectory.
func (d Deps) objectsOf(ctx context.Context, clientID string) (objects []string, err error) {
	objects = append(objects, "client/"+clientID)
	err = d.snapshot(ctx, func(in store.Store) error {
		list, err := in.TrajectoriesOfClient(ctx, clientID)
		for _, t := range list {
			objects = append(objects, "trajectory/"+t.ID)
		}
		return err
	})
	return objects, err
}
