package events_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/outbox"
	"github.com/deschoor/meedoen/platform/sqldb"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	"github.com/deschoor/meedoen/services/reporting/catalogue"
	"github.com/deschoor/meedoen/services/reporting/internal/catalogues"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/events"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// rig is a projection with its database.
type rig struct {
	*events.Projection
	Catalogue *domain.Catalogue // holds from the next start on
	db        *sqldb.DB
}

func newRig(t testing.TB, engine testkit.Engine) *rig {
	t.Helper()
	r := (&rig{db: engine.Open(t, store.Migrations())}).instance(account(t))
	r.prepare(t)
	return r
}

// prepare does what an instance with the catalogue of r does at its start.
func (r *rig) prepare(t require.TestingT) {
	r.Catalogues = catalogues.Fixed(r.Catalogue)
	require.NoError(t, r.Prepare(context.Background(), r.db, clock.System()))
}

// instance answers another instance of the program on the database of r, with a catalogue of its own.
func (r *rig) instance(c *domain.Catalogue) *rig {
	return &rig{Projection: &events.Projection{Catalogues: catalogues.Fixed(c)}, Catalogue: c, db: r.db}
}

// recount answers what counts anew, a few facts at a time.
func (r *rig) recount(pageSize int) *events.Recount {
	return &events.Recount{
		Projection: r.Projection, DB: r.db, Clock: clock.System(), Log: slog.New(slog.DiscardHandler), PageSize: pageSize,
	}
}

// countAnew has everything counted that is to be counted anew.
func (r *rig) countAnew(t require.TestingT) {
	for worked := true; worked; {
		var err error
		worked, err = r.recount(2).Step(context.Background())
		require.NoError(t, err)
	}
}

// rebuild asks for a new counting of indicators, of all where none is named.
func (r *rig) rebuild(t require.TestingT, indicators ...string) {
	_, err := events.Rebuild(context.Background(), r.db, clock.System(), indicators)
	require.NoError(t, err)
}

// account answers the catalogue that the service ships with, after replacing texts in it: old, new, old, new.
func account(t testing.TB, replace ...string) *domain.Catalogue {
	t.Helper()
	text := catalogue.Account()
	for pair := range slices.Chunk(replace, 2) {
		require.Contains(t, string(text), pair[0])
		text = bytes.ReplaceAll(text, []byte(pair[0]), []byte(pair[1]))
	}
	c, err := domain.ParseCatalogue(text, catalogue.Schema())
	require.NoError(t, err)
	return c
}

// try has a batch handled, in a transaction of its own.
func (r *rig) try(batch ...cloudevent.Event) error {
	return r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error { return r.Handle(ctx, tx, batch) })
}

// lose has a batch handled in a transaction that is lost at its end.
func (r *rig) lose(batch []cloudevent.Event) error {
	errKilled := errors.New("killed")
	err := r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		return errors.Join(r.Handle(ctx, tx, batch), errKilled)
	})
	if err == nil || err.Error() != errKilled.Error() {
		return fmt.Errorf("it was to be lost: %w", err)
	}
	return nil
}

// requireNoDeadlock: Write would run what met one again.
func (r *rig) requireNoDeadlock(t require.TestingT, engine testkit.Engine) {
	if engine.Name != "postgres" {
		return // it has one writer
	}
	var deadlocks int
	require.NoError(t, r.db.Read().QueryRow(
		"SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Scan(&deadlocks))
	require.Zero(t, deadlocks)
}

// tell has events handled, each in a batch of its own.
func (r *rig) tell(t require.TestingT, list ...cloudevent.Event) {
	for _, e := range list {
		require.NoError(t, r.try(e))
	}
}

// counted answers what was counted for a year.
func (r *rig) counted(t require.TestingT, year int) domain.Counted {
	counted, err := store.Counted(context.Background(), r.db.Read(), year)
	require.NoError(t, err)
	return counted
}

// cells answers the live cells of the years that tests count in, in the order of their keys, as if the counting of an
// indicator had its name.
func (r *rig) cells(t require.TestingT) []domain.Cell {
	all := []domain.Cell{}
	for year := 2021; year <= 2023; year++ {
		counted := r.counted(t, year)
		names := map[string]string{}
		for _, c := range counted.Countings {
			names[c.ID] = c.Indicator
		}
		for _, cell := range counted.Cells {
			cell.Counting = names[cell.Counting]
			all = append(all, cell)
		}
	}
	slices.SortFunc(all, func(a, b domain.Cell) int { return a.Compare(b.Key) })
	return all
}

// figure answers the figure of an indicator in 2022.
func (r *rig) figure(t require.TestingT, indicator string) domain.Figure {
	places, err := store.Reading(r.db.Read()).Locations(context.Background())
	require.NoError(t, err)
	list, err := r.Catalogue.Figures(2022, r.counted(t, 2022), places)
	require.NoError(t, err)
	i := slices.IndexFunc(list, func(f domain.Figure) bool { return f.Indicator.ID == indicator })
	require.GreaterOrEqual(t, i, 0, indicator)
	return list[i]
}

func (r *rig) requireValue(t require.TestingT, indicator string, value int64) {
	f := r.figure(t, indicator)
	require.Equal(t, domain.Recorded, f.Status, indicator)
	require.Equal(t, value, f.Value, indicator)
}

func (r *rig) requireNoData(t require.TestingT, indicator string) {
	require.Equal(t, domain.NoData, r.figure(t, indicator).Status, indicator)
}

// event answers the event that m travels as.
func event(noun string, m proto.Message) cloudevent.Event {
	data, err := proto.Marshal(m)
	if err != nil {
		panic(err)
	}
	service := strings.Split(string(m.ProtoReflect().Descriptor().FullName()), ".")[1] // meedoen.<service>.v1
	return cloudevent.Event{
		Type: outbox.Type(service, noun), Subject: m.(interface{ GetId() string }).GetId(),
		DataContentType: cloudevent.ProtobufType, Data: data,
	}
}

// location answers version 1 of a community centre in haven, changed.
func location(id string, change ...func(*activitiesv1.LocationSaved)) cloudevent.Event {
	m := &activitiesv1.LocationSaved{
		Id: id, Version: 1, Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
		WijkYear: 2022, Stadsdeel: "haven", OpeningDate: "2010-01-01",
	}
	for _, c := range change {
		c(m)
	}
	return event("location.saved", m)
}

// programme answers version 1 of a programme at the top of the tree, changed. Its id is its code.
func programme(id string, change ...func(*activitiesv1.ProgrammeSaved)) cloudevent.Event {
	m := &activitiesv1.ProgrammeSaved{
		Id: id, Version: 1, Code: id, Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2010-01-01",
	}
	for _, c := range change {
		c(m)
	}
	return event("programme.saved", m)
}

// count answers version 1 of a head count at centre for buurtcentra in March 2022, changed.
func count(id string, n int32, change ...func(*activitiesv1.HeadCountSaved)) cloudevent.Event {
	m := &activitiesv1.HeadCountSaved{
		Id: id, Version: 1, LocationId: "centre", ProgrammeId: "buurtcentra", Date: "2022-03-15", Count: n,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
	}
	for _, c := range change {
		c(m)
	}
	return event("head-count.saved", m)
}

// version is the number of the change a head count speaks of.
func version(n int64) func(*activitiesv1.HeadCountSaved) {
	return func(m *activitiesv1.HeadCountSaved) { m.Version = n }
}

func withdrawn(m *activitiesv1.HeadCountSaved) { m.Withdrawn = true }
