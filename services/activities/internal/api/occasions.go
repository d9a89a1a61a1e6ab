package api

import (
	"context"
	"time"

	"github.com/deschoor/meedoen/platform/areas"
	"github.com/deschoor/meedoen/platform/civil"
	"github.com/deschoor/meedoen/platform/resource"
	"github.com/deschoor/meedoen/services/activities/internal/domain"
	"github.com/deschoor/meedoen/services/activities/internal/store"
)

// registers answers what an occasion, recorded at a moment, is checked against.
type registers func(o domain.Occasion, recorded time.Time) domain.Register

// look reads what the occasions speak of: the locations and programmes of all of them in two statements.
func (d Deps) look(ctx context.Context, st store.Store, occasions []domain.Occasion) (registers, error) {
	locationIDs, programmeIDs := map[string]bool{}, map[string]bool{}
	for _, o := range occasions {
		programmeIDs[o.ProgrammeID] = true
		if o.LocationID != "" {
			locationIDs[o.LocationID] = true
		}
	}
	locations, programmes, err := register(ctx, st, locationIDs, programmeIDs)
	if err != nil {
		return nil, err
	}
	return func(o domain.Occasion, recorded time.Time) domain.Register {
		return domain.Register{
			Today: civil.Today(recorded, d.Zone), Areas: d.Areas,
			Location: resource.Found(locations, o.LocationID), Programme: resource.Found(programmes, o.ProgrammeID),
		}
	}, nil
}

// register reads locations and programmes by their ids, those there are.
func register(ctx context.Context, st store.Store, locationIDs, programmeIDs map[string]bool) (
	locations map[string]domain.Location, programmes map[string]domain.Programme, err error,
) {
	if locations, err = st.LocationsByID(ctx, locationIDs); err != nil {
		return nil, nil, err
	}
	programmes, err = st.ProgrammesByID(ctx, programmeIDs)
	return locations, programmes, err
}

// occasion is what contacts and outputs say alike.
type occasion interface {
	GetProgrammeId() string
	GetDate() string
	GetLocationId() string
	GetWijkCode() string
	GetWijkYear() int32
}

func decodeOccasion(m occasion, d *resource.Dates) domain.Occasion {
	return domain.Occasion{
		ProgrammeID: m.GetProgrammeId(), Date: d.Read("date", m.GetDate()), LocationID: m.GetLocationId(),
		Wijk: areas.Wijk{Code: m.GetWijkCode(), Edition: int(m.GetWijkYear())},
	}
}
