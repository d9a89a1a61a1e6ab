package api

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/requestid"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// entry is one count on its way in: where it stands in the request, and what is known to be wrong with it.
type entry struct {
	count  domain.HeadCount
	claim  requestid.Claim
	cause  trace.SpanContext
	place  string
	broken []fault.Field
}

// entries are those of one call, which records all of them or none.
type entries []entry

// Rows answers how many there are.
func (e entries) Rows() int { return len(e) }

// placeInBatch answers where record i of a batch stands.
func placeInBatch(i int) string { return fmt.Sprintf("requests[%d]", i) }

// record records all counts, or none where one is at fault; then every violation of every faulty one is told. Those
// that were recorded for an earlier delivery are answered as they stand now. Callers at the same time share statements.
func (s *HeadCounts) record(
	ctx context.Context, requests []*activitiesv1.CreateHeadCountRequest, place func(int) string,
) ([]domain.HeadCount, error) {
	now := s.now()
	by := recorder(ctx)
	list := make(entries, len(requests))
	for i, r := range requests {
		list[i] = decodeEntry(r, place(i), by, now)
		list[i].cause = trace.SpanContextFromContext(ctx)
	}
	return s.recording.Do(ctx, s.DB, list, s.recordAll)
}

// recordAll records the entries of many calls, or none. An error names what is wrong with all of them: it is of use to a
// call that is alone.
func (s *HeadCounts) recordAll(ctx context.Context, tx *sql.Tx, calls []entries) ([][]domain.HeadCount, error) {
	now := s.now()
	all := slices.Concat(calls...)
	claims := make([]requestid.Claim, len(all))
	for i, e := range all {
		claims[i] = e.claim
	}
	resources, err := requestid.ClaimAll(ctx, tx, now, "CreateHeadCount", claims)
	if err != nil {
		return nil, err
	}
	fresh, earlier := split(all, resources)
	if err := s.check(ctx, tx, fresh); err != nil {
		return nil, err
	}
	if err := s.insert(ctx, tx, now, fresh); err != nil {
		return nil, err
	}
	recorded, err := answer(ctx, tx, all, resources, earlier)
	if err != nil {
		return nil, err
	}
	answers := make([][]domain.HeadCount, len(calls))
	for i, call := range calls {
		answers[i], recorded = recorded[:len(call)], recorded[len(call):]
	}
	return answers, nil
}

func decodeEntry(r *activitiesv1.CreateHeadCountRequest, place, by string, now time.Time) entry {
	m := r.GetHeadCount()
	var d dates
	count := domain.HeadCount{
		ID: ids.New(), LocationID: m.GetLocationId(), ProgrammeID: m.GetProgrammeId(), Date: d.read("date", m.GetDate()),
		PartOfDay: enums.Text(m.GetPartOfDay()), Count: int64(m.GetCount()), Method: enums.Text(m.GetMethod()),
		Recorder: by, Version: 1, Created: now, Updated: now,
	}
	return entry{
		count: count, place: place, broken: d.broken,
		claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: count.ID, Path: join(place, "request_id"),
		},
	}
}

func join(place, field string) string {
	if place == "" {
		return field
	}
	return place + "." + field
}

// split answers the entries to record now, and the ids of those that were recorded before.
func split(entries []entry, resources []string) (fresh []entry, earlier map[string]bool) {
	earlier = map[string]bool{}
	made := map[string]bool{}
	for i, e := range entries {
		if resources[i] == e.count.ID {
			fresh = append(fresh, e)
			made[e.count.ID] = true
		}
	}
	for _, id := range resources {
		if !made[id] {
			earlier[id] = true
		}
	}
	return fresh, earlier
}

// check answers every violation of every entry.
func (s *HeadCounts) check(ctx context.Context, tx *sql.Tx, entries []entry) error {
	locationIDs, programmeIDs := map[string]bool{}, map[string]bool{}
	for _, e := range entries {
		locationIDs[e.count.LocationID], programmeIDs[e.count.ProgrammeID] = true, true
	}
	locations, err := store.In(tx).LocationsByID(ctx, locationIDs)
	if err != nil {
		return err
	}
	programmes, err := store.In(tx).ProgrammesByID(ctx, programmeIDs)
	if err != nil {
		return err
	}
	var broken []fault.Field
	for _, e := range entries {
		around := domain.Surroundings{
			Today: civil.Today(e.count.Created, s.Zone), MaxCount: s.MaxCount,
			Location: found(locations, e.count.LocationID), Programme: found(programmes, e.count.ProgrammeID),
		}
		for _, f := range slices.Concat(e.broken, e.count.Check(around)) {
			f.Path = join(e.place, "head_count."+f.Path)
			broken = append(broken, f)
		}
	}
	return fault.Violations(broken)
}

func found[V any](m map[string]V, id string) *V {
	if v, ok := m[id]; ok {
		return &v
	}
	return nil
}

func (s *HeadCounts) insert(ctx context.Context, tx *sql.Tx, now time.Time, entries []entry) error {
	counts := make([]domain.HeadCount, len(entries))
	saved := make([]outbox.Event, len(entries))
	for i, e := range entries {
		counts[i], saved[i] = e.count, events.HeadCountSaved(e.count)
		saved[i].Cause = e.cause
	}
	if err := store.In(tx).InsertHeadCounts(ctx, counts); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, now, events.Service, saved...)
}

// answer answers the counts in the order of the entries: those just made, and those of earlier deliveries as they are.
func answer(
	ctx context.Context, tx *sql.Tx, entries []entry, resources []string, earlier map[string]bool,
) ([]domain.HeadCount, error) {
	known, err := store.In(tx).HeadCountsByID(ctx, earlier)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if _, before := known[e.count.ID]; !before {
			known[e.count.ID] = e.count
		}
	}
	list := make([]domain.HeadCount, len(resources))
	for i, id := range resources {
		list[i] = known[id]
	}
	return list, nil
}
