package api

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/requestid"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/events"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// record records all counts, or none.
func (s *HeadCounts) record(
	ctx context.Context, requests []*activitiesv1.CreateHeadCountRequest, place func(int) string,
) ([]domain.HeadCount, error) {
	now := s.now()
	by := recorder(ctx)
	list := make(entries[domain.HeadCount], len(requests))
	for i, r := range requests {
		list[i] = decodeEntry(r, place(i), by, now)
	}
	return s.recording.record(ctx, s.Deps, noun[domain.HeadCount]{
		scope: "CreateHeadCount", field: "head_count", rules: s.rules,
		insert: store.Store.InsertHeadCounts, byID: store.Store.HeadCountsByID, saved: events.HeadCountSaved,
	}, list)
}

func decodeEntry(
	r *activitiesv1.CreateHeadCountRequest, place, by string, now time.Time,
) entry[domain.HeadCount] {
	m := r.GetHeadCount()
	var d dates
	count := domain.HeadCount{
		ID: ids.New(), LocationID: m.GetLocationId(), ProgrammeID: m.GetProgrammeId(), SessionID: m.GetSessionId(),
		Date:      d.read("date", m.GetDate()),
		PartOfDay: enums.Text(m.GetPartOfDay()), Count: int64(m.GetCount()), Method: enums.Text(m.GetMethod()),
		Recorder: by, Version: 1, Created: now, Updated: now,
	}
	return entry[domain.HeadCount]{
		value: count, place: place, broken: d.broken,
		claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: count.ID, Path: join(place, "request_id"),
		},
	}
}

// rules answers the rules of counts, with what they speak of.
func (s *HeadCounts) rules(
	ctx context.Context, st store.Store, counts []domain.HeadCount,
) (rules[domain.HeadCount], error) {
	locationIDs, programmeIDs := map[string]bool{}, map[string]bool{}
	for _, c := range counts {
		locationIDs[c.LocationID], programmeIDs[c.ProgrammeID] = true, true
	}
	locations, programmes, err := register(ctx, st, locationIDs, programmeIDs)
	if err != nil {
		return rules[domain.HeadCount]{}, err
	}
	sessions, err := lockSessions(ctx, st, counts)
	if err != nil {
		return rules[domain.HeadCount]{}, err
	}
	check := func(c *domain.HeadCount) []fault.Field {
		return c.Check(domain.Surroundings{
			Today: civil.Today(c.Created, s.Zone), MaxCount: s.MaxCount,
			Location: found(locations, c.LocationID), Programme: found(programmes, c.ProgrammeID),
			Session: found(sessions, c.SessionID), Now: c.Created,
		})
	}
	return rules[domain.HeadCount]{check: check, follow: s.follow(sessions)}, nil
}
