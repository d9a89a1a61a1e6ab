package hsds

import (
	"fmt"
	"time"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// organization is who offers.
type organization struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

// service is an offer with what there is one of.
type service struct {
	ID             string       `json:"id"`
	OrganizationID string       `json:"organization_id"`
	Name           string       `json:"name"`
	Description    string       `json:"description"`
	Status         string       `json:"status"`
	Fees           string       `json:"fees"`
	MinimumAge     *int32       `json:"minimum_age,omitempty"`
	MaximumAge     *int32       `json:"maximum_age,omitempty"`
	LastModified   time.Time    `json:"last_modified"`
	Organization   organization `json:"organization"`
}

// fullService is an offer with all that belongs to it.
type fullService struct {
	service

	Schedules   []schedule          `json:"schedules"`
	Locations   []serviceAtLocation `json:"service_at_locations"`
	CostOptions []costOption        `json:"cost_options"`
	Attributes  []attribute         `json:"attributes"`
}

type serviceAtLocation struct {
	ID         string   `json:"id"`
	ServiceID  string   `json:"service_id"`
	LocationID string   `json:"location_id"`
	Location   location `json:"location"`
}

// location has no address: none is recorded.
type location struct {
	ID           string `json:"id"`
	LocationType string `json:"location_type"`
	Name         string `json:"name"`
	Description  string `json:"description"`

	Accessibility []accessibility `json:"accessibility"`
}

// accessibility is of the room, for that is what one comes to.
type accessibility struct {
	ID          string `json:"id"`
	LocationID  string `json:"location_id"`
	Description string `json:"description"`
	Details     string `json:"details"`
}

type costOption struct {
	ID        string  `json:"id"`
	ServiceID string  `json:"service_id"`
	Option    string  `json:"option"`
	Amount    float64 `json:"amount"`
	Currency  string  `json:"currency"` // ISO 4217; of HSDS 3.0, which the profile left out
}

type attribute struct {
	ID             string `json:"id"`
	LinkID         string `json:"link_id"`
	TaxonomyTermID string `json:"taxonomy_term_id"`
	LinkType       string `json:"link_type"`
	Term           term   `json:"taxonomy_term"`
}

func (a *API) serviceOf(o *activitiesv1.Offer) service {
	return service{
		ID: o.GetId(), OrganizationID: a.organization.ID, Name: o.GetDisplayName(), Description: o.GetDescription(),
		Status: "active", Fees: feesOf(o.GetPriceCents()), MinimumAge: o.MinAge, MaximumAge: o.MaxAge,
		LastModified: o.GetUpdateTime().AsTime(), Organization: a.organization,
	}
}

func (a *API) fullServiceOf(o *activitiesv1.Offer) fullService {
	id, place, theme := o.GetId(), o.GetPlace(), termOf(o.GetProgramme())
	return fullService{
		service: a.serviceOf(o), Schedules: []schedule{a.scheduleOf(o)},
		Locations: []serviceAtLocation{{
			ID: idOf("service_at_location", id+"/"+place.GetLocationId()), ServiceID: id, LocationID: place.GetLocationId(),
			Location: location{
				ID: place.GetLocationId(), LocationType: "physical", Name: place.GetDisplayName(),
				Description:   fmt.Sprintf("Stadsdeel %s, wijk %s.", place.GetStadsdeel(), place.GetWijkCode()),
				Accessibility: accessibilityOf(id, place),
			},
		}},
		CostOptions: []costOption{{
			ID: idOf("cost_option", id), ServiceID: id, Option: "per keer", Amount: float64(o.GetPriceCents()) / 100, Currency: "EUR",
		}},
		Attributes: []attribute{{
			ID: idOf("attribute", id+"/"+theme.ID), LinkID: id, LinkType: "service", TaxonomyTermID: theme.ID, Term: theme,
		}},
	}
}

func accessibilityOf(service string, p *activitiesv1.OfferPlace) []accessibility {
	list := []accessibility{}
	for _, a := range p.GetAccessibility() {
		words := map[activitiesv1.RoomAccessibility]string{
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_WHEELCHAIR:      "Rolstoeltoegankelijk",
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_HEARING_LOOP:    "Ringleiding",
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_ADAPTED_TOILET:  "Aangepast toilet",
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_LIFT:            "Lift",
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_GUIDE_PATH:      "Geleidelijn",
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_AUTOMATIC_DOORS: "Automatische deuren",
			activitiesv1.RoomAccessibility_ROOM_ACCESSIBILITY_LOW_STIMULUS:    "Prikkelarm",
		}[a]
		if words != "" {
			list = append(list, accessibility{
				ID: idOf("accessibility", service+"/"+a.String()), LocationID: p.GetLocationId(), Description: words,
				Details: p.GetRoomDisplayName(),
			})
		}
	}
	return list
}

func feesOf(cents int32) string {
	if cents == 0 {
		return "Gratis"
	}
	return fmt.Sprintf("€ %d,%02d per keer", cents/100, cents%100)
}
