package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

// location answers a place that may be added, changed by change.
func location(change ...func(*activitiesv1.Location)) *activitiesv1.Location {
	l := &activitiesv1.Location{
		DisplayName: "De Schoor aan de Haven", Kind: activitiesv1.LocationKind_LOCATION_KIND_COMMUNITY_CENTRE, WijkCode: "WK003401",
		WijkYear: 2022, OpeningDate: "2020-01-01",
	}
	for _, c := range change {
		c(l)
	}
	return l
}

// programme answers a programme that may be added, changed by change.
func programme(code string, change ...func(*activitiesv1.Programme)) *activitiesv1.Programme {
	p := &activitiesv1.Programme{
		Code: code, DisplayName: "Inloop in de buurt", Theme: activitiesv1.Theme_THEME_MEETING, StartDate: "2020-01-01",
	}
	for _, c := range change {
		c(p)
	}
	return p
}

func under(parent *activitiesv1.Programme) func(*activitiesv1.Programme) {
	return func(p *activitiesv1.Programme) { p.ParentId = parent.GetId() }
}

func (r *rig) addLocation(t testing.TB, change ...func(*activitiesv1.Location)) *activitiesv1.Location {
	t.Helper()
	l, err := r.locations.CreateLocation(r.staff(t), &activitiesv1.CreateLocationRequest{Location: location(change...)})
	require.NoError(t, err)
	return l
}

func (r *rig) addProgramme(t testing.TB, code string, change ...func(*activitiesv1.Programme)) *activitiesv1.Programme {
	t.Helper()
	p, err := r.programmes.CreateProgramme(r.staff(t), &activitiesv1.CreateProgrammeRequest{Programme: programme(code, change...)})
	require.NoError(t, err)
	return p
}

// visit is a place and a programme that counts can be recorded for.
type visit struct{ location, programme string }

func (r *rig) addVisit(t testing.TB) visit {
	t.Helper()
	return visit{location: r.addLocation(t).GetId(), programme: r.addProgramme(t, "inloop").GetId()}
}

// request answers a request that may be recorded, changed by change.
func (v visit) request(change ...func(*activitiesv1.HeadCount)) *activitiesv1.CreateHeadCountRequest {
	c := &activitiesv1.HeadCount{
		LocationId: v.location, ProgrammeId: v.programme, Date: "2022-06-14", Count: 12,
		PartOfDay: activitiesv1.PartOfDay_PART_OF_DAY_MORNING, Method: activitiesv1.CountMethod_COUNT_METHOD_TALLY,
	}
	for _, change := range change {
		change(c)
	}
	return &activitiesv1.CreateHeadCountRequest{HeadCount: c}
}

// once answers the request with a request id of its own.
func (v visit) once(change ...func(*activitiesv1.HeadCount)) *activitiesv1.CreateHeadCountRequest {
	r := v.request(change...)
	r.RequestId = ids.New()
	return r
}

func counted(n int32) func(*activitiesv1.HeadCount) {
	return func(c *activitiesv1.HeadCount) { c.Count = n }
}

func on(date string) func(*activitiesv1.HeadCount) {
	return func(c *activitiesv1.HeadCount) { c.Date = date }
}

func (r *rig) addCount(t testing.TB, v visit, change ...func(*activitiesv1.HeadCount)) *activitiesv1.HeadCount {
	t.Helper()
	c, err := r.counts.CreateHeadCount(r.staff(t), v.request(change...))
	require.NoError(t, err)
	return c
}

func (r *rig) count(t testing.TB, id string) *activitiesv1.HeadCount {
	t.Helper()
	c, err := r.counts.GetHeadCount(r.staff(t), &activitiesv1.GetHeadCountRequest{Id: id})
	require.NoError(t, err)
	return c
}

// corrected answers a correction to n, changed by change.
func corrected(n int32, change ...func(*activitiesv1.HeadCountCorrection)) *activitiesv1.HeadCountCorrection {
	c := &activitiesv1.HeadCountCorrection{Count: n, Reason: activitiesv1.CorrectionReason_CORRECTION_REASON_TYPING_ERROR}
	for _, change := range change {
		change(c)
	}
	return c
}

func withdrawn(c *activitiesv1.HeadCountCorrection) { c.Withdrawn = true }

func (r *rig) correct(t testing.TB, id string, by *activitiesv1.HeadCountCorrection) (*activitiesv1.HeadCountCorrection, error) {
	t.Helper()
	return r.counts.CreateHeadCountCorrection(r.staff(t), &activitiesv1.CreateHeadCountCorrectionRequest{
		HeadCountId: id, Correction: by,
	})
}

func requireProto(t testing.TB, want, got proto.Message) {
	t.Helper()
	require.True(t, proto.Equal(want, got), "want %v\ngot  %v", want, got)
}
