package api

import (
	"context"
	"database/sql"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// EarlySignalCases answers EarlySignalCaseService.
type EarlySignalCases struct {
	debtcounsellingv1.UnimplementedEarlySignalCaseServiceServer
	Deps
}

// openedEarly is a case of early signals that the caller may see, with whose signals it has.
type openedEarly struct {
	domain.EarlySignalCase
	signals []store.EarlyRef
}

// GetEarlySignalCase answers one case.
func (s *EarlySignalCases) GetEarlySignalCase(
	ctx context.Context, req *debtcounsellingv1.GetEarlySignalCaseRequest,
) (*debtcounsellingv1.EarlySignalCase, error) {
	c, err := s.openEarlyCase(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	return encodeEarlyCase(c.EarlySignalCase, len(c.signals), s.today()), s.logEarlyRead(ctx, earlyCaseObject(c.ID), c.signals...)
}

// ListEarlySignalCases lists cases by the date on which the first contact is due: a counsellor sees the own ones.
func (s *EarlySignalCases) ListEarlySignalCases(
	ctx context.Context, req *debtcounsellingv1.ListEarlySignalCasesRequest,
) (*debtcounsellingv1.ListEarlySignalCasesResponse, error) {
	after, err := dueMark(req)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	filter := store.EarlyCaseFilter{
		Counsellor: ownOr(ctx, req.GetCounsellor()), State: enums.Text(req.GetState()), Unassigned: req.GetUnassigned(),
		Uncontacted: req.GetUncontacted(), Until: d.Read("until_date", req.GetUntilDate()),
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.EarlySignalCase
	var signals map[string][]store.EarlyRef
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		if list, err = st.EarlySignalCases(ctx, after, filter, size+1); err != nil {
			return err
		}
		ids := map[string]bool{}
		for _, c := range list {
			ids[c.ID] = true
		}
		signals, err = st.SignalsOfEarlyCases(ctx, ids)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(c domain.EarlySignalCase) string { return c.Due.String() + " " + c.ID })
	answer := &debtcounsellingv1.ListEarlySignalCasesResponse{NextPageToken: next}
	var seen []store.EarlyRef
	for _, c := range list {
		answer.EarlySignalCases = append(answer.EarlySignalCases, encodeEarlyCase(c, len(signals[c.ID]), s.today()))
		seen = append(seen, signals[c.ID]...)
	}
	return answer, s.logEarlyRead(ctx, "early-signal-cases", seen...)
}

// openEarlyCase answers a case that the caller may see. Error: PERMISSION_DENIED (CASE_NOT_YOURS), which is in the audit log
// before it is answered, and is the same for a case that is not there.
func (d Deps) openEarlyCase(ctx context.Context, id string) (c openedEarly, err error) {
	err = d.snapshot(ctx, func(st store.Store) (err error) {
		if c.EarlySignalCase, err = st.EarlySignalCase(ctx, id); err != nil {
			return err
		}
		signals, err := st.SignalsOfEarlyCases(ctx, map[string]bool{id: true})
		c.signals = signals[id]
		return err
	})
	if err != nil && !fault.Is(err, "EARLY_SIGNAL_CASE_NOT_FOUND") {
		return c, err
	}
	if err != nil || !mayOpenEarly(ctx, c.EarlySignalCase) {
		return openedEarly{}, d.refuse(ctx, earlyCaseObject(id))
	}
	return c, nil
}

// mayOpenEarly says whether the caller may see a case: a supervisor all, others what is theirs.
func mayOpenEarly(ctx context.Context, c domain.EarlySignalCase) bool {
	return supervises(ctx) || (c.Counsellor != "" && c.Counsellor == auth.Subject(ctx))
}

func earlyCaseObject(id string) string { return "early-signal-case/" + id }

// inEarlyCase makes something once in a case that the caller may see, with that in both logs, also where an earlier delivery
// of the request made it.
func inEarlyCase[R any](
	ctx context.Context, d Deps, c openedEarly, made resource.Made, r resource.Request,
	load func(context.Context, *sql.Tx, string) (R, error), make func(context.Context, *sql.Tx) (R, error),
) (R, error) {
	about, audit, first := d.aboutEarly(ctx, c.signals...), auditlog.Done(ctx, earlyCaseObject(c.ID)), false
	answer, err := resource.Create(ctx, d.DB, made, r, load, func(ctx context.Context, tx *sql.Tx) (R, error) {
		first = true
		one, err := make(ctx, tx)
		if err != nil {
			return one, err
		}
		return one, d.logEarly(ctx, tx, about, audit)
	})
	if err == nil && !first {
		err = d.logEarlyRead(ctx, earlyCaseObject(c.ID), c.signals...)
	}
	return answer, err
}

// stepEarlyCase changes a case once, and answers it as it became.
func (s *EarlySignalCases) stepEarlyCase(
	ctx context.Context, c openedEarly, scope, requestID string, req proto.Message,
	step func(context.Context, *sql.Tx, *domain.EarlySignalCase) error,
) (*debtcounsellingv1.EarlySignalCase, error) {
	// The step has an id of its own: with that of the case, a second delivery would be a first one.
	load := func(ctx context.Context, tx *sql.Tx, _ string) (domain.EarlySignalCase, error) {
		return store.In(tx).EarlySignalCase(ctx, c.ID)
	}
	asked := resource.RequestOf(scope+"/"+c.ID, requestID, req)
	changed, err := inEarlyCase(ctx, s.Deps, c, resource.Making(s.Clock.Now()), asked, load,
		func(ctx context.Context, tx *sql.Tx) (domain.EarlySignalCase, error) {
			return s.changeEarlyCase(ctx, tx, c.ID, func(c *domain.EarlySignalCase) error { return step(ctx, tx, c) })
		})
	if err != nil {
		return nil, err
	}
	return encodeEarlyCase(changed, len(c.signals), s.today()), nil
}

// changeEarlyCase locks a case, changes and keeps it.
func (d Deps) changeEarlyCase(
	ctx context.Context, tx *sql.Tx, id string, change func(*domain.EarlySignalCase) error,
) (domain.EarlySignalCase, error) {
	c, err := store.In(tx).LockEarlySignalCase(ctx, id)
	if err != nil {
		return c, err
	}
	if err := change(&c); err != nil {
		return c, err
	}
	c.Version, c.Updated = c.Version+1, d.now()
	return c, store.In(tx).UpdateEarlySignalCase(ctx, c)
}

func encodeEarlyCase(c domain.EarlySignalCase, signals int, today civil.Date) *debtcounsellingv1.EarlySignalCase {
	return &debtcounsellingv1.EarlySignalCase{
		Id: c.ID, State: enums.Value[debtcounsellingv1.EarlySignalCaseState](string(c.State)), StartDate: c.Start.String(),
		MatchingUntil: c.MatchingUntil.String(), Crisis: c.Crisis, Counsellor: c.Counsellor, ContactDueDate: resource.Optional(c.Due),
		ContactDate: resource.Optional(c.Contact), ContactOverdue: c.Overdue(today), TakenUpDate: resource.Optional(c.TakenUp),
		Reached: c.Reached, Result: enums.Value[debtcounsellingv1.EarlySignalResult](string(c.Result)),
		EndDate: resource.Optional(c.End), AcceptedHelp: c.Result.Accepts(), TrajectoryId: c.TrajectoryID, Signals: int32(signals),
		Etag: resource.Etag(c.Version), CreateTime: timestamppb.New(c.Created), UpdateTime: timestamppb.New(c.Updated),
	}
}
