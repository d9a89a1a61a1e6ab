package api

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// retentionFields is the class of data of a client in the processing log: that what is kept of the client is due.
const retentionFields = "retention"

// Retention answers RetentionService.
type Retention struct {
	debtcounsellingv1.UnimplementedRetentionServiceServer
	Deps
}

// GetRetentionPreview answers what a run on a date would remove, and removes nothing.
func (s *Retention) GetRetentionPreview(
	ctx context.Context, req *debtcounsellingv1.GetRetentionPreviewRequest,
) (*debtcounsellingv1.RetentionPreview, error) {
	key, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	var d resource.Dates
	date := d.Read("date", req.GetDate())
	if date.IsZero() {
		date = s.today()
	}
	if date.Before(s.today()) {
		d.Broken = append(d.Broken, fault.Field{
			Path: "date", Reason: "DATE_IN_PAST", Text: "Nothing is removed on a date that has passed.",
		})
	}
	if err := fault.Violations(d.Broken); err != nil {
		return nil, err
	}
	terms, size := s.Retention.On(date), pages.Size(req.GetPageSize())
	on := s.dueOn(terms, date)
	answer := &debtcounsellingv1.RetentionPreview{Date: date.String()}
	var list []dueItem
	var clients map[string][]string
	var signals map[string][]store.EarlyRef
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		if answer.Counts, err = countDue(ctx, st, on, terms); err != nil {
			return err
		}
		if list, err = listDue(ctx, st, on, key, size+1); err != nil {
			return err
		}
		if clients, err = clientsOfDue(ctx, st, list); err != nil {
			return err
		}
		signals, err = st.SignalsOfEarlyCases(ctx, idsOf(list, domain.FromCaseEnd))
		return err
	})
	if err != nil {
		return nil, err
	}
	list, answer.NextPageToken = pages.Cut(req, list, size, func(i dueItem) string { return string(i.of) + " " + i.ID })
	var clientIDs []string
	var refs []store.EarlyRef
	for _, item := range list {
		answer.Items = append(answer.Items, item.encode(terms))
		clientIDs, refs = append(clientIDs, clients[item.ID]...), append(refs, signals[item.ID]...)
	}
	about := append(s.aboutEarly(ctx, refs...), s.about(ctx, retentionFields, distinct(clientIDs)...))
	audit := auditlog.Done(ctx, "retention-preview/"+date.String())
	return answer, s.DB.Write(ctx, func(ctx context.Context, tx *sql.Tx) error { return s.logEarly(ctx, tx, about, audit) })
}

// dueOn answers when terms must have begun to have passed on a date.
func (d Deps) dueOn(terms domain.RetentionTerms, date civil.Date) store.DueOn {
	on := store.DueOn{Date: date, Ended: map[domain.RecordType]civil.Date{}}
	for _, of := range domain.RecordTypes() {
		last, is := terms.Last(of, date)
		if !is {
			continue
		}
		after := last.AddDays(1)
		midnight := time.Date(after.Year, after.Month, after.Day, 0, 0, 0, 0, d.Zone)
		switch of.Start() {
		case domain.FromRecording:
			on.Recorded = midnight
		case domain.FromErasure:
			on.Erased = midnight
		default:
			on.Ended[of] = last
		}
	}
	return on
}

func countDue(
	ctx context.Context, st store.Store, on store.DueOn, terms domain.RetentionTerms,
) (counts []*debtcounsellingv1.RetentionCount, err error) {
	for _, of := range domain.RecordTypes() {
		count, err := st.CountDue(ctx, on, of)
		if err != nil {
			return nil, err
		}
		if count.Free+count.Held > 0 {
			counts = append(counts, &debtcounsellingv1.RetentionCount{
				RecordType: recordType(of), Months: int32(terms[of]), Removed: int32(count.Free), Held: int32(count.Held),
			})
		}
	}
	return counts, nil
}

// dueItem is what is due of a trajectory, a client or a case of early signals.
type dueItem struct {
	store.Due
	of domain.RecordType
}

// listDue answers size items after the one with a key, by record type and then by id.
func listDue(ctx context.Context, st store.Store, on store.DueOn, key string, size int32) (list []dueItem, err error) {
	from, after, _ := strings.Cut(key, " ")
	types := domain.RecordTypes()
	for _, of := range types[max(slices.Index(types, domain.RecordType(from)), 0):] {
		page, err := st.DuePage(ctx, on, of, after, size-int32(len(list)))
		if err != nil {
			return nil, err
		}
		for _, one := range page {
			list = append(list, dueItem{one, of})
		}
		if after = ""; len(list) == int(size) {
			break
		}
	}
	return list, nil
}

// idsOf answers the ids of the items of the record types whose terms begin alike.
func idsOf(list []dueItem, start domain.TermStart) map[string]bool {
	ids := map[string]bool{}
	for _, item := range list {
		if item.of.Start() == start {
			ids[item.ID] = true
		}
	}
	return ids
}

// clientsOfDue answers the clients that items are about, by the id of an item.
func clientsOfDue(ctx context.Context, st store.Store, list []dueItem) (map[string][]string, error) {
	clients := map[string][]string{}
	for _, item := range list {
		if start := item.of.Start(); start == domain.FromRecording || start == domain.FromErasure {
			clients[item.ID] = []string{item.ID}
		}
	}
	trajectories, err := st.TrajectoriesByID(ctx, idsOf(list, domain.FromEnd))
	for id, t := range trajectories {
		clients[id] = t.ClientIDs
	}
	return clients, err
}

func (i dueItem) encode(terms domain.RetentionTerms) *debtcounsellingv1.RetentionItem {
	m := &debtcounsellingv1.RetentionItem{RecordType: recordType(i.of), Held: i.Held}
	switch i.of.Start() {
	case domain.FromEnd:
		m.TrajectoryId, m.DueDate = i.ID, resource.Optional(i.End.AddMonths(terms[i.of]))
	case domain.FromCaseEnd:
		m.EarlySignalCaseId, m.DueDate = i.ID, resource.Optional(i.End.AddMonths(terms[i.of]))
	default:
		m.ClientId = i.ID
	}
	return m
}

func recordType(of domain.RecordType) debtcounsellingv1.RecordType {
	return enums.Value[debtcounsellingv1.RecordType](string(of))
}
