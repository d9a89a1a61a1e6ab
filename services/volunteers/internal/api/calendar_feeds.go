package api

import (
	"context"
	"crypto/rand"
	"database/sql"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/processinglog"
	"github.com/deschoor/meedoen/platform/resource"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/volunteers/internal/domain"
	"github.com/deschoor/meedoen/services/volunteers/internal/store"
)

// calendarFields is the class of data in the processing log: when and where somebody works.
const calendarFields = "calendar"

// CalendarFeeds answers CalendarFeedService.
type CalendarFeeds struct {
	volunteersv1.UnimplementedCalendarFeedServiceServer
	Deps
}

// CreateCalendarFeed gives a person an address. Its secret leaves with this answer and is nowhere else.
func (s *CalendarFeeds) CreateCalendarFeed(
	ctx context.Context, req *volunteersv1.CreateCalendarFeedRequest,
) (*volunteersv1.CalendarFeed, error) {
	who, err := s.maySee(ctx, req.GetPersonId())
	if err != nil {
		return nil, err
	}
	var secret domain.FeedSecret
	_, _ = rand.Read(secret[:]) // never fails
	m := resource.Making(s.Clock.Now())
	f := domain.CalendarFeed{
		ID: m.ID, PersonID: req.GetPersonId(), SecretHash: domain.FeedSecretHash(secret.Text()), State: domain.FeedLive,
		Recorder: who.recorder(ctx), Version: 1, Created: m.Now, Updated: m.Now,
	}
	made, err := s.once(ctx, m, resource.RequestOf(who.scope("CreateCalendarFeed"), req.GetRequestId(), req), "",
		func(ctx context.Context, in store.Store) (domain.CalendarFeed, error) {
			if err := in.LockPerson(ctx, f.PersonID); err != nil {
				return f, err
			}
			if err := present(ctx, in, f.PersonID); err != nil {
				return f, err
			}
			return f, in.InsertCalendarFeed(ctx, f)
		})
	if err != nil {
		return nil, err
	}
	answer := who.feed(made)
	if made.ID == m.ID {
		answer.Address = "/agendas/" + secret.Text() + ".ics"
	}
	return answer, nil
}

// ListCalendarFeeds lists the feeds of a person, oldest first.
func (s *CalendarFeeds) ListCalendarFeeds(
	ctx context.Context, req *volunteersv1.ListCalendarFeedsRequest,
) (*volunteersv1.ListCalendarFeedsResponse, error) {
	who, err := s.maySee(ctx, req.GetPersonId())
	if err != nil {
		return nil, err
	}
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	reading := store.Reading(s.DB.Read())
	if err := present(ctx, reading, req.GetPersonId()); err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	list, err := reading.CalendarFeeds(ctx, req.GetPersonId(), after, size+1)
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(f domain.CalendarFeed) string { return f.ID })
	answer := &volunteersv1.ListCalendarFeedsResponse{NextPageToken: next}
	for _, f := range list {
		answer.CalendarFeeds = append(answer.CalendarFeeds, who.feed(f))
	}
	return answer, s.logRead(ctx, calendarFields, req.GetPersonId())
}

// CreateCalendarFeedRevocation has nobody read a feed any more.
func (s *CalendarFeeds) CreateCalendarFeedRevocation(
	ctx context.Context, req *volunteersv1.CreateCalendarFeedRevocationRequest,
) (*volunteersv1.CalendarFeed, error) {
	who, err := s.own(ctx)
	if err != nil {
		return nil, err
	}
	id, by, m := req.GetCalendarFeedId(), who.recorder(ctx), resource.Making(s.Clock.Now())
	f, err := s.once(ctx, m, resource.RequestOf(who.scope("CreateCalendarFeedRevocation/"+id), req.GetRequestId(), req), id,
		func(ctx context.Context, in store.Store) (domain.CalendarFeed, error) {
			f, err := in.CalendarFeed(ctx, id)
			if err != nil {
				return f, err
			}
			if !who.sees(f.PersonID) {
				return f, fault.New(fault.NotFound, "CALENDAR_FEED_NOT_FOUND", "There is no calendar feed with this id.")
			}
			if err := resource.MatchEtag(req.GetEtag(), f.Version); err != nil {
				return f, err
			}
			if err := f.Revoke(by, m.Now); err != nil {
				return f, err
			}
			return f, in.UpdateCalendarFeed(ctx, f)
		})
	if err != nil {
		return nil, err
	}
	return who.feed(f), nil
}

// once makes a feed, or changes the one with id, once for a request, and enters that into the processing log.
func (s *CalendarFeeds) once(
	ctx context.Context, m resource.Made, r resource.Request, id string,
	change func(context.Context, store.Store) (domain.CalendarFeed, error),
) (domain.CalendarFeed, error) {
	caller := ctx
	logged := func(ctx context.Context, tx *sql.Tx, f domain.CalendarFeed, err error) (domain.CalendarFeed, error) {
		if err != nil {
			return f, err
		}
		return f, processinglog.Append(ctx, tx, m.Now, s.about(caller, calendarFields, f.PersonID))
	}
	return resource.Create(ctx, s.DB, m, r,
		func(ctx context.Context, tx *sql.Tx, made string) (domain.CalendarFeed, error) {
			if id != "" {
				made = id // a revocation leaves nothing but the feed
			}
			f, err := store.In(tx).CalendarFeed(ctx, made)
			return logged(ctx, tx, f, err)
		},
		func(ctx context.Context, tx *sql.Tx) (domain.CalendarFeed, error) {
			f, err := change(ctx, store.In(tx))
			return logged(ctx, tx, f, err)
		})
}

// maySee answers who calls, and refuses who may not see a person, as if there were none.
func (s *CalendarFeeds) maySee(ctx context.Context, personID string) (own, error) {
	who, err := s.own(ctx)
	if err == nil && !who.sees(personID) {
		err = fault.New(fault.NotFound, "PERSON_NOT_FOUND", "There is no person with this id.")
	}
	return who, err
}

// present refuses a person who is not there, or was erased.
func present(ctx context.Context, in store.Store, personID string) error {
	p, err := in.Person(ctx, personID)
	if err != nil {
		return err
	}
	return p.Use()
}

// dropFeeds removes the addresses of a person who is erased: nobody has anything to read there.
func dropFeeds(ctx context.Context, tx *sql.Tx, personID, _ string) error {
	return store.In(tx).DeleteCalendarFeeds(ctx, personID)
}

func exportFeeds(ctx context.Context, in store.Store, who subject, to *volunteersv1.PersonExport) error {
	list, err := in.CalendarFeedsOfPerson(ctx, who.ID)
	for _, f := range list {
		to.CalendarFeeds = append(to.CalendarFeeds, own{}.feed(f))
	}
	return err
}

// feed answers a feed as the caller may see it.
func (o own) feed(f domain.CalendarFeed) *volunteersv1.CalendarFeed {
	f.Recorder = o.colleague(f.Recorder)
	return encodeCalendarFeed(f)
}

func encodeCalendarFeed(f domain.CalendarFeed) *volunteersv1.CalendarFeed {
	return &volunteersv1.CalendarFeed{
		Id: f.ID, PersonId: f.PersonID, State: enums.Value[volunteersv1.CalendarFeedState](string(f.State)), Recorder: f.Recorder,
		Etag: resource.Etag(f.Version), CreateTime: timestamppb.New(f.Created), UpdateTime: timestamppb.New(f.Updated),
	}
}
