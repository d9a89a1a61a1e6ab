package api

import (
	"context"
	"database/sql"
	"time"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/requestid"
	"github.com/deschoor/meedoen/platform/resource"
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
	by := auth.Subject(ctx)
	list := make(resource.Entries[domain.HeadCount], len(requests))
	for i, r := range requests {
		list[i] = decodeEntry(r, place(i), by, now)
	}
	return s.recording.Record(ctx, s.DB, s.Clock.Now, resource.Noun[domain.HeadCount]{
		Service: events.Service, Scope: "CreateHeadCount", Field: "head_count", Rules: s.rules,
		Insert: inserting(store.Store.InsertHeadCounts), ByID: byID(store.Store.HeadCountsByID), Saved: events.HeadCountSaved,
	}, list)
}

func decodeEntry(
	r *activitiesv1.CreateHeadCountRequest, place, by string, now time.Time,
) resource.Entry[domain.HeadCount] {
	m := r.GetHeadCount()
	var d resource.Dates
	count := domain.HeadCount{
		ID: ids.New(), LocationID: m.GetLocationId(), ProgrammeID: m.GetProgrammeId(), SessionID: m.GetSessionId(),
		Date:      d.Read("date", m.GetDate()),
		PartOfDay: enums.Text(m.GetPartOfDay()), Count: int64(m.GetCount()), Method: enums.Text(m.GetMethod()),
		Recorder: by, Version: 1, Created: now, Updated: now,
	}
	return resource.Entry[domain.HeadCount]{
		Value: count, Place: place, Broken: d.Broken,
		Claim: requestid.Claim{
			RequestID: r.GetRequestId(), Hash: requestid.Hash(m), ResourceID: count.ID, Path: resource.Join(place, "request_id"),
		},
	}
}

// rules answers the rules of counts, with what they speak of.
func (s *HeadCounts) rules(
	ctx context.Context, tx *sql.Tx, counts []domain.HeadCount,
) (resource.Rules[domain.HeadCount], error) {
	locationIDs, programmeIDs := map[string]bool{}, map[string]bool{}
	for _, c := range counts {
		locationIDs[c.LocationID], programmeIDs[c.ProgrammeID] = true, true
	}
	locations, programmes, err := register(ctx, store.In(tx), locationIDs, programmeIDs)
	if err != nil {
		return resource.Rules[domain.HeadCount]{}, err
	}
	sessions, err := lockSessions(ctx, store.In(tx), counts)
	if err != nil {
		return resource.Rules[domain.HeadCount]{}, err
	}
	check := func(c *domain.HeadCount) []fault.Field {
		return c.Check(domain.Surroundings{
			Today: civil.Today(c.Created, s.Zone), MaxCount: s.MaxCount,
			Location: resource.Found(locations, c.LocationID), Programme: resource.Found(programmes, c.ProgrammeID),
			Session: resource.Found(sessions, c.SessionID), Now: c.Created,
		})
	}
	return resource.Rules[domain.HeadCount]{Check: check, Follow: s.follow(sessions)}, nil
}
