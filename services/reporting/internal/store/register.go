package store

import (
	"context"

	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store/db"
)

// Versioned is something as an event told it, with the number of the change: the highest holds.
type Versioned[T any] struct {
	Version int64
	Value   T
}

// Register are the places and programmes that facts refer to, by id.
type Register struct {
	Locations  map[string]Versioned[domain.Location]
	Programmes map[string]Versioned[domain.Programme]
}

// Register answers all places and programmes. There are some hundreds at most.
func (s Store) Register(ctx context.Context) (Register, error) {
	r := Register{Locations: map[string]Versioned[domain.Location]{}, Programmes: map[string]Versioned[domain.Programme]{}}
	locations, err := s.q.ListLocations(ctx)
	if err != nil {
		return r, err
	}
	for _, l := range locations {
		r.Locations[l.ID] = Versioned[domain.Location]{Version: l.Version, Value: location(l)}
	}
	programmes, err := s.q.ListProgrammes(ctx)
	if err != nil {
		return r, err
	}
	for _, p := range programmes {
		r.Programmes[p.ID] = Versioned[domain.Programme]{Version: p.Version, Value: programme(p)}
	}
	return r, nil
}

// Locations answers all places.
func (s Store) Locations(ctx context.Context) ([]domain.Location, error) {
	rows, err := s.q.ListLocations(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]domain.Location, len(rows))
	for i, row := range rows {
		list[i] = location(row)
	}
	return list, nil
}

// ProgrammeCodes answers the short names of all programmes, by id.
func (s Store) ProgrammeCodes(ctx context.Context) (map[string]string, error) {
	rows, err := s.q.ListProgrammes(ctx)
	codes := make(map[string]string, len(rows))
	for _, row := range rows {
		codes[row.ID] = row.Code
	}
	return codes, err
}

// PutLocation keeps a place, unless a newer value is kept.
func (s Store) PutLocation(ctx context.Context, l Versioned[domain.Location]) error {
	return s.q.PutLocation(ctx, db.PutLocationParams{
		ID: l.Value.ID, Version: l.Version, Kind: l.Value.Kind, WijkCode: l.Value.Wijk, WijkYear: int64(l.Value.WijkYear),
		Stadsdeel: l.Value.Stadsdeel, OpeningDate: l.Value.Opening, ClosingDate: l.Value.Closing,
	})
}

// PutProgramme keeps a programme, unless a newer value is kept.
func (s Store) PutProgramme(ctx context.Context, p Versioned[domain.Programme]) error {
	return s.q.PutProgramme(ctx, db.PutProgrammeParams{
		ID: p.Value.ID, Version: p.Version, Code: p.Value.Code, Theme: p.Value.Theme, ParentID: p.Value.ParentID,
		StartDate: p.Value.Start, EndDate: p.Value.End,
	})
}

func location(row db.Location) domain.Location {
	return domain.Location{
		ID: row.ID, Kind: row.Kind, Opening: row.OpeningDate, Closing: row.ClosingDate,
		Area: domain.Area{Wijk: row.WijkCode, WijkYear: int(row.WijkYear), Stadsdeel: row.Stadsdeel},
	}
}

func programme(row db.Programme) domain.Programme {
	return domain.Programme{
		ID: row.ID, Code: row.Code, Theme: row.Theme, ParentID: row.ParentID, Start: row.StartDate, End: row.EndDate,
	}
}
