package api

import (
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/enums"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
)

// encodeOffer names every field that is shown: what an activity gets later is not shown by itself.
func (s *Offers) encodeOffer(o domain.OpenOffer) *activitiesv1.Offer {
	a := encodeActivity(o.Activity)
	return &activitiesv1.Offer{
		Id: a.GetId(), DisplayName: a.GetDisplayName(), Description: a.GetDescription(), TargetGroups: a.GetTargetGroups(),
		MinAge: a.MinAge, MaxAge: a.MaxAge, Capacity: a.Capacity, PriceCents: a.GetPriceCents(),
		RegistrationRequired: a.GetRegistrationRequired(), Place: encodePlace(o.Place, o.Room),
		UpdateTime: timestamppb.New(o.Changed()),
		Programme: &activitiesv1.OfferProgramme{
			Code: o.Programme.Code, DisplayName: o.Programme.Name, Theme: enums.Value[activitiesv1.Theme](o.Programme.Theme),
			ThemeDisplayName: domain.ThemeName(o.Programme.Theme),
		},
		Schedule: &activitiesv1.OfferSchedule{
			StartDate: a.GetStartDate(), EndDate: a.EndDate, TimeOfDay: a.GetTimeOfDay(),
			DurationMinutes: a.GetDurationMinutes(), RecurrenceRule: a.GetRecurrenceRule(), Exceptions: a.GetExceptions(),
		},
	}
}

func (s *Offers) encodeOfferSessions(list []domain.OpenSession) (encoded []*activitiesv1.OfferSession) {
	for _, one := range list {
		local := one.Session.Start.In(s.Zone)
		encoded = append(encoded, &activitiesv1.OfferSession{
			Id: one.Session.ID, OfferId: one.Session.ActivityID, Date: one.Session.Date.String(),
			TimeOfDay: civil.Time{Hour: local.Hour(), Minute: local.Minute()}.String(), StartTime: timestamppb.New(one.Session.Start),
			EndTime: timestamppb.New(one.Session.End), Cancelled: one.Session.State == domain.SessionCancelled,
			Place: encodePlace(one.Place, one.Room), Revision: int32(one.Session.Version),
			UpdateTime: timestamppb.New(one.Session.Updated),
		})
	}
	return encoded
}

func encodePlace(l domain.Location, r domain.Room) *activitiesv1.OfferPlace {
	place := &activitiesv1.OfferPlace{
		LocationId: l.ID, DisplayName: l.Name, Kind: enums.Value[activitiesv1.LocationKind](l.Kind), WijkCode: l.Wijk.Code,
		WijkYear: int32(l.Wijk.Edition), Stadsdeel: l.Stadsdeel, RoomDisplayName: r.Name,
	}
	for _, word := range r.Accessibility {
		place.Accessibility = append(place.Accessibility, enums.Value[activitiesv1.RoomAccessibility](word))
	}
	return place
}
