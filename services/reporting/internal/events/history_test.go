package events_test

import (
	"context"
	"database/sql"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/deschoor/meedoen/platform/cloudevent"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/ids"
	"github.com/deschoor/meedoen/platform/testkit"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	peoplev1 "github.com/deschoor/meedoen/proto/meedoen/people/v1"
	volunteersv1 "github.com/deschoor/meedoen/proto/meedoen/volunteers/v1"
	"github.com/deschoor/meedoen/services/reporting/internal/domain"
	"github.com/deschoor/meedoen/services/reporting/internal/store"
)

// history is what happened to some places, programmes and facts: every version of each, as events.
type history struct {
	events     []cloudevent.Event
	places     map[string]domain.Location
	programmes map[string]domain.Programme
	facts      map[string]domain.Fact
}

// among draws one of the ids 0 to n-1 of a noun.
func among(t *rapid.T, noun string, n int) string {
	return id(noun, rapid.IntRange(0, n-1).Draw(t, noun))
}

func id(noun string, n int) string { return fmt.Sprintf("%s-%d", noun, n) }

const places, programmes, facts, versions = 3, 5, 4, 3

// drawHistory draws up to three versions of everything. What has none never arrives.
func drawHistory(t *rapid.T) history {
	h := history{
		places: map[string]domain.Location{}, programmes: map[string]domain.Programme{}, facts: map[string]domain.Fact{},
	}
	each := func(noun string, n int, save func(id string, version int64)) {
		for i := range n {
			for v := range rapid.IntRange(0, versions).Draw(t, "versions of "+id(noun, i)) {
				save(id(noun, i), int64(v+1))
			}
		}
	}
	each("place", places, func(id string, v int64) { h.place(t, id, v) })
	each("programme", programmes, func(id string, v int64) { h.programme(t, id, v) })
	each("count", facts, func(id string, v int64) { h.count(t, id, v) })
	each("session", facts/2, func(id string, v int64) { h.session(t, id, v) })
	each("attendance", facts, func(id string, v int64) { h.attendance(t, id, v) })
	each("contact", facts/2, func(id string, v int64) { h.contact(t, id, v) })
	each("hours", facts, func(id string, v int64) { h.hours(t, id, v) })
	each("trajectory", facts, func(id string, v int64) { h.trajectory(t, id, v) })
	each("question", facts, func(id string, v int64) { h.question(t, id, v) })
	each("output", facts, func(id string, v int64) { h.output(t, id, v) })
	return h
}

func (h *history) place(t *rapid.T, id string, version int64) {
	kinds := map[string]activitiesv1.LocationKind{
		"community_centre":   activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE,
		"neighbourhood_room": activitiesv1.LocationKind_LOCATION_KIND_NEIGHBOURHOOD_ROOM,
	}
	kind := rapid.SampledFrom([]string{"community_centre", "neighbourhood_room"}).Draw(t, "kind")
	in := drawArea(t)
	h.places[id] = domain.Location{ID: id, Kind: kind, Area: in}
	h.events = append(h.events, location(id, func(m *activitiesv1.LocationSaved) {
		m.Version, m.Kind, m.Stadsdeel, m.WijkCode, m.WijkYear = version, kinds[kind], in.Stadsdeel, in.Wijk, int32(in.WijkYear)
	}))
}

func (h *history) programme(t *rapid.T, id string, version int64) {
	codes := []string{"buurtcentra", "kinderwerk", "oki", "buurtsportcoaches", "jongerenwerk", "buurtkracht"}
	code, parent := rapid.SampledFrom(codes).Draw(t, "code"), ""
	// A parent may never arrive, and parents may go round.
	if rapid.Bool().Draw(t, "has a parent") {
		parent = among(t, "programme", programmes)
	}
	h.programmes[id] = domain.Programme{ID: id, Code: code, ParentID: parent}
	h.events = append(h.events, programme(id, func(m *activitiesv1.ProgrammeSaved) {
		m.Version, m.Code, m.ParentId = version, code, parent
	}))
}

// fact draws what every fact has.
func (h *history) fact(t *rapid.T, kind, id string) domain.Fact {
	f := domain.Fact{ID: id, Kind: kind, Quantity: 1, Withdrawn: rapid.IntRange(0, 3).Draw(t, "withdrawn") == 0}
	f.LocationID, f.ProgrammeID = among(t, "place", places), among(t, "programme", programmes)
	f.Date.Year, f.Date.Month, f.Date.Day = rapid.IntRange(2021, 2023).Draw(t, "year"), 1, 15
	f.Date = f.Date.AddDays(30 * (rapid.IntRange(1, 12).Draw(t, "month") - 1))
	return f
}

// save keeps a version of a fact, and the event that tells of it.
func (h *history) save(f domain.Fact, told cloudevent.Event) {
	h.facts[f.ID] = f
	h.events = append(h.events, told)
}

func (h *history) count(t *rapid.T, id string, v int64) {
	f := h.fact(t, domain.HeadCount, id)
	f.Quantity = rapid.Int64Range(0, 400).Draw(t, "count")
	h.save(f, count(id, int32(f.Quantity), version(v), func(m *activitiesv1.HeadCountSaved) {
		m.Date, m.LocationId, m.ProgrammeId, m.Withdrawn = f.Date.String(), f.LocationID, f.ProgrammeID, f.Withdrawn
	}))
}

func (h *history) session(t *rapid.T, id string, v int64) {
	f := h.fact(t, domain.Session, id)
	m := &activitiesv1.SessionSaved{
		Id: id, Version: v, LocationId: f.LocationID, ProgrammeId: f.ProgrammeID, Date: f.Date.String(),
		State: activitiesv1.SessionState_SESSION_STATE_HELD,
	}
	if f.Withdrawn {
		m.State = activitiesv1.SessionState_SESSION_STATE_CANCELLED
	}
	h.save(f, event("session.saved", m))
}

// attendance draws one of few persons: another one in a later version is what a merge of two persons looks like.
func (h *history) attendance(t *rapid.T, id string, v int64) {
	f := h.fact(t, domain.Attendance, id)
	age := peoplev1.AgeBand(rapid.Int32Range(3, 4).Draw(t, "age"))
	f.Person, f.AgeBand, f.Quantity = among(t, "person", 3), enums.Text(age), rapid.Int64Range(0, 1).Draw(t, "visits")
	h.save(f, event("attendance.saved", &activitiesv1.AttendanceSaved{
		Id: id, Version: v, LocationId: f.LocationID, ProgrammeId: f.ProgrammeID, Date: f.Date.String(), Person: f.Person,
		AgeBand: age, Visits: int32(f.Quantity), Withdrawn: f.Withdrawn,
	}))
}

func (h *history) hours(t *rapid.T, id string, v int64) {
	f := h.fact(t, domain.Hours, id)
	kind := volunteersv1.EngagementKind(rapid.Int32Range(1, 2).Draw(t, "kind"))
	age := peoplev1.AgeBand(rapid.Int32Range(4, 5).Draw(t, "age"))
	f.LocationID, f.Person, f.AgeBand = "", among(t, "person", 3), enums.Text(age)
	f.Role, f.Engagement, f.Quantity = "docent", enums.Text(kind), rapid.Int64Range(1, 200).Draw(t, "minutes")
	h.save(f, event("hours.saved", &volunteersv1.HoursSaved{
		Id: id, Version: v, ProgrammeId: f.ProgrammeID, RoleCode: f.Role, Kind: kind, Date: f.Date.String(), Person: f.Person,
		AgeBand: age, Minutes: int32(f.Quantity), Approved: !f.Withdrawn,
	}))
}

func (h *history) trajectory(t *rapid.T, id string, v int64) {
	f := h.fact(t, domain.Trajectory, id)
	kind := debtcounsellingv1.TrajectoryKind(rapid.Int32Range(1, 4).Draw(t, "kind"))
	age := peoplev1.AgeBand(rapid.Int32Range(4, 5).Draw(t, "age"))
	f.LocationID, f.ProgrammeID, f.Area = "", "", drawArea(t)
	f.Person, f.AgeBand, f.Subject = among(t, "person", 3), enums.Text(age), among(t, "help", 3)
	f.Trajectory, f.DebtFree = enums.Text(kind), rapid.Bool().Draw(t, "free")
	m := &debtcounsellingv1.TrajectoryYearSaved{
		Id: id, Version: v, TrajectoryId: f.Subject, Kind: kind, Person: f.Person, Date: f.Date.String(), AgeBand: age,
		WijkCode: f.Wijk, WijkYear: int32(f.WijkYear), Stadsdeel: f.Stadsdeel, Ended: f.DebtFree, DebtFree: f.DebtFree,
		Withdrawn: f.Withdrawn,
	}
	if f.DebtFree {
		m.ExitReason, f.ExitReason = debtcounsellingv1.ExitReason_EXIT_REASON_COMPLETED, "completed"
	}
	h.save(f, event("trajectory-year.saved", m))
}

func (h *history) contact(t *rapid.T, id string, v int64) {
	f := h.fact(t, domain.Contact, id)
	f.LocationID, f.Area, f.Channel, f.Quantity = "", drawArea(t), "school", rapid.Int64Range(1, 9).Draw(t, "group")
	h.save(f, event("contact.saved", &activitiesv1.ContactSaved{
		Id: id, Version: v, ProgrammeId: f.ProgrammeID, Date: f.Date.String(), WijkCode: f.Wijk, WijkYear: int32(f.WijkYear),
		Stadsdeel: f.Stadsdeel, Channel: activitiesv1.ContactChannel_CONTACT_CHANNEL_SCHOOL, GroupSize: int32(f.Quantity),
		Withdrawn: f.Withdrawn,
	}))
}

// output draws one at a place of the register, or in a wijk of its own.
func (h *history) output(t *rapid.T, id string, v int64) {
	f := h.fact(t, domain.Output, id)
	f.Area, f.Output, f.Subject = drawArea(t), "initiative_support", among(t, "subject", 2)
	if rapid.Bool().Draw(t, "no place") {
		f.LocationID = ""
	}
	h.save(f, event("output.saved", &activitiesv1.OutputSaved{
		Id: id, Version: v, Kind: activitiesv1.OutputKind_OUTPUT_KIND_INITIATIVE_SUPPORT, ProgrammeId: f.ProgrammeID,
		Date: f.Date.String(), LocationId: f.LocationID, WijkCode: f.Wijk, WijkYear: int32(f.WijkYear),
		Stadsdeel: f.Stadsdeel, SubjectId: f.Subject, Withdrawn: f.Withdrawn,
	}))
}

func drawArea(t *rapid.T) domain.Area {
	return domain.Area{
		Wijk: rapid.SampledFrom([]string{"WK003401", "WK003402"}).Draw(t, "wijk"), WijkYear: 2022,
		Stadsdeel: rapid.SampledFrom([]string{"haven", "stad"}).Draw(t, "stadsdeel"),
	}
}

// drawDelivery answers the events of h in any order, some twice, cut into batches anywhere.
func (h *history) drawDelivery(t *rapid.T) (batches [][]cloudevent.Event) {
	order := rapid.Permutation(h.events).Draw(t, "order")
	if len(order) > 0 {
		order = append(order, rapid.SliceOfN(rapid.SampledFrom(h.events), 0, 4).Draw(t, "twice")...)
	}
	for len(order) > 0 {
		n := rapid.IntRange(1, len(order)).Draw(t, "batch")
		batches = append(batches, order[:n])
		order = order[n:]
	}
	return batches
}

// fromScratch counts what holds in the end, the plain way: every fact once, nothing taken off. The counting of an
// indicator has its name.
func (h *history) fromScratch(t require.TestingT, c *domain.Catalogue) []domain.Cell {
	var live []domain.Counting
	for indicator, rules := range c.Rules() {
		for _, rule := range rules {
			live = append(live, domain.Counting{ID: indicator, Indicator: indicator, Rule: rule, State: domain.Live})
		}
	}
	var filters domain.Filters
	counter, err := filters.Counter(live, c.Areas())
	require.NoError(t, err)
	var all []domain.Contribution
	for _, f := range h.facts {
		place, known := f.Elsewhere(), true
		if f.LocationID != "" {
			place, known = h.places[f.LocationID]
		}
		path, complete := domain.Path(func(id string) (domain.Programme, bool) {
			p, known := h.programmes[id]
			return p, known
		}, f.ProgrammeID)
		if known && complete {
			found, err := counter.Contributions(f, place, path)
			require.NoError(t, err)
			all = append(all, found...)
		}
	}
	return settled(domain.Delta(nil, all))
}

// settled answers the cells of a difference to nothing.
func settled(d domain.Difference) []domain.Cell {
	now := map[domain.MemberKey]int64{}
	for _, m := range d.Members {
		now[m.MemberKey] = m.Records
	}
	return d.Turned(now)
}

func TestAnyOrderAndBatchingOfAHistoryCountsAsFromScratch(t *testing.T) {
	testkit.Engines(t, func(t *testing.T, engine testkit.Engine) {
		r := newRig(t, engine)
		rapid.Check(t, func(t *rapid.T) {
			r.forget(t)
			h := drawHistory(t)
			for _, batch := range h.drawDelivery(t) {
				require.NoError(t, r.try(batch...))
			}
			kept := r.cells(t)
			require.Equal(t, append([]domain.Cell{}, h.fromScratch(t, r.Catalogue)...), kept)
			r.requireEveryFactOnce(t)
			r.rebuild(t)
			r.countAnew(t)
			require.Equal(t, r.cells(t), kept, "kept step by step as counted from the facts")
		})
	})
}

// forget empties the database, which is faster than a new one for each history.
func (r *rig) forget(t require.TestingT) {
	require.NoError(t, r.db.Write(context.Background(), func(ctx context.Context, tx *sql.Tx) error {
		for _, table := range []string{"figure_cell", "figure_member", "fact", "location", "programme", "figure_change"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table); err != nil {
				return err
			}
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM counting WHERE state <> 'live'"); err != nil {
			return err
		}
		return store.In(tx).Revise(ctx, ids.New())
	}))
}
