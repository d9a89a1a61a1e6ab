package api

import (
	"context"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// Offers answers OfferService: to anybody, and only what is published.
type Offers struct {
	activitiesv1.UnimplementedOfferServiceServer
	Deps
}

// nextSessions is how many of its next sessions an offer shows.
const nextSessions = 5

// ListOffers lists what is offered, oldest first.
func (s *Offers) ListOffers(
	ctx context.Context, req *activitiesv1.ListOffersRequest,
) (*activitiesv1.ListOffersResponse, error) {
	query := proto.CloneOf(req)
	query.Skip = 0 // a page token stands for what was left out too
	after, err := pages.Key(query)
	if err != nil {
		return nil, err
	}
	filter, err := s.offerFilter(req, req.Age)
	if err != nil {
		return nil, err
	}
	skip := req.GetSkip()
	if after != "" {
		skip = 0
	}
	size := pages.Size(req.GetPageSize())
	answer := &activitiesv1.ListOffersResponse{}
	err = store.AtOnce(ctx, s.DB.Read(), func(st store.Store) error {
		list, err := st.Offers(ctx, filter, after, skip, size+1)
		if err != nil {
			return err
		}
		list, answer.NextPageToken = pages.Cut(query, list, size, func(o domain.OpenOffer) string { return o.Activity.ID })
		if answer.Offers, err = s.encodeWithNext(ctx, st, list); err != nil {
			return err
		}
		answer.TotalSize, err = st.CountOffers(ctx, filter)
		return err
	})
	return answer, err
}

// GetOffer answers one offer.
func (s *Offers) GetOffer(ctx context.Context, req *activitiesv1.GetOfferRequest) (*activitiesv1.Offer, error) {
	var answer *activitiesv1.Offer
	err := store.AtOnce(ctx, s.DB.Read(), func(st store.Store) error {
		one, err := st.Offer(ctx, req.GetId())
		if err != nil {
			return err
		}
		list, err := s.encodeWithNext(ctx, st, []domain.OpenOffer{one})
		if err != nil {
			return err
		}
		answer = list[0]
		return nil
	})
	return answer, err
}

// ListOfferSessions lists the sessions of what is offered in the order in which they start.
func (s *Offers) ListOfferSessions(
	ctx context.Context, req *activitiesv1.ListOfferSessionsRequest,
) (*activitiesv1.ListOfferSessionsResponse, error) {
	key, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	start, after, err := readStartKey(key)
	if err != nil {
		return nil, err
	}
	filter, err := s.offerFilter(req, req.Age)
	if err != nil {
		return nil, err
	}
	filter.OfferID = req.GetOfferId()
	size := pages.Size(req.GetPageSize())
	answer := &activitiesv1.ListOfferSessionsResponse{}
	err = store.AtOnce(ctx, s.DB.Read(), func(st store.Store) error {
		list, err := st.OfferSessions(ctx, filter, start, after, size+1)
		if err != nil {
			return err
		}
		list, answer.NextPageToken = pages.Cut(req, list, size, func(o domain.OpenSession) string { return startKey(o.Session) })
		answer.Sessions = s.encodeOfferSessions(list)
		offers, err := st.OffersByID(ctx, offersOf(list))
		for _, o := range offers {
			answer.Offers = append(answer.Offers, s.encodeOffer(o))
		}
		return err
	})
	return answer, err
}

// offersOf answers the offers of sessions, each once.
func offersOf(list []domain.OpenSession) (ids []string) {
	seen := map[string]bool{}
	for _, one := range list {
		if id := one.Session.ActivityID; !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// offerQuery is a request that narrows what is offered.
type offerQuery interface {
	GetWijkCode() string
	GetTheme() activitiesv1.Theme
	GetProgrammeCode() string
	GetLocationId() string
	GetFromDate() string
	GetToDate() string
}

// offerFilter reads what a request asks for, today on if it names no date, or answers all that is wrong with its dates.
func (s *Offers) offerFilter(req offerQuery, age *int32) (store.OfferFilter, error) {
	var d resource.Dates
	from, to := d.Read("from_date", req.GetFromDate()), d.Read("to_date", req.GetToDate())
	if from.IsZero() {
		from = civil.Today(s.now(), s.Zone)
	}
	filter := store.OfferFilter{
		WijkCode: req.GetWijkCode(), Theme: enums.Text(req.GetTheme()), ProgrammeCode: req.GetProgrammeCode(),
		LocationID: req.GetLocationId(), Age: wide(age), From: civil.Time{}.On(from, s.Zone),
	}
	if to.IsZero() {
		return filter, fault.Violations(d.Broken)
	}
	if to.Before(from) {
		d.Broken = append(d.Broken, fault.Field{
			Path: "to_date", Reason: "TO_BEFORE_FROM", Text: "This is before the first date, which is today if none is given.",
		})
	}
	filter.To = civil.Time{}.On(to.AddDays(1), s.Zone)
	return filter, fault.Violations(d.Broken)
}

// encodeWithNext encodes offers with their next sessions.
func (s *Offers) encodeWithNext(ctx context.Context, st store.Store, list []domain.OpenOffer) ([]*activitiesv1.Offer, error) {
	next, err := st.NextSessions(ctx, list, s.now(), nextSessions)
	if err != nil {
		return nil, err
	}
	encoded := make([]*activitiesv1.Offer, len(list))
	for i, o := range list {
		encoded[i] = s.encodeOffer(o)
		encoded[i].NextSessions = s.encodeOfferSessions(next[o.Activity.ID])
	}
	return encoded, nil
}
