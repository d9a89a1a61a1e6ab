package api_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth/devissuer"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func (r *rig) createCount(t testing.TB, req *activitiesv1.CreateHeadCountRequest) error {
	t.Helper()
	_, err := r.counts.CreateHeadCount(r.staff(t), req)
	return err
}

func TestHeadCountIsAnsweredAsItWasRecorded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		recorded := r.addCount(t, v)
		want := v.request(func(c *activitiesv1.HeadCount) {
			c.Id, c.Recorder, c.Etag = recorded.GetId(), staffSubject, recorded.GetEtag()
			c.CreateTime, c.UpdateTime = stored(now()), stored(now())
		}).GetHeadCount()
		requireProto(t, want, recorded)
		require.NotEmpty(t, recorded.GetEtag())
		requireProto(t, recorded, r.count(t, recorded.GetId()))
	})
}

func TestRecorderIsWhoCalls(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		past := timestamppb.New(time.Unix(0, 0))
		req := v.request(func(c *activitiesv1.HeadCount) {
			c.Id, c.Recorder, c.Withdrawn, c.Etag, c.CreateTime = "mine", "somebody.else", true, "9", past
		})

		recorded, err := r.counts.CreateHeadCount(r.as(t, devissuer.Claims{Subject: "ben", Roles: []string{"importer"}}), req)

		require.NoError(t, err)
		require.Equal(t, "ben", recorded.GetRecorder())
		require.NotEqual(t, "mine", recorded.GetId())
		require.False(t, recorded.GetWithdrawn())
		require.Equal(t, r.addCount(t, v).GetEtag(), recorded.GetEtag())
		requireProto(t, stored(now()), recorded.GetCreateTime())
	})
}

func TestUnknownHeadCountIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := refusal{code: codes.NotFound, reason: "HEAD_COUNT_NOT_FOUND"}
		_, err := r.counts.GetHeadCount(r.staff(t), &activitiesv1.GetHeadCountRequest{Id: "nothing"})
		want.require(t, err)
		_, err = r.counts.ListHeadCountCorrections(r.staff(t), &activitiesv1.ListHeadCountCorrectionsRequest{HeadCountId: "nothing"})
		want.require(t, err)
		r.refuses(t, want, func() error {
			_, err := r.correct(t, "nothing", corrected(3))
			return err
		})
	})
}

// term is a place that was open in 2021 and a programme of its second half.
func (r *rig) term(t testing.TB) visit {
	return visit{
		location: r.addLocation(t, func(l *activitiesv1.Location) {
			l.OpeningDate, l.ClosingDate = "2021-01-01", proto.String("2021-12-31")
		}).GetId(),
		programme: r.addProgramme(t, "najaar", func(p *activitiesv1.Programme) {
			p.StartDate, p.EndDate = "2021-07-01", proto.String("2021-11-30")
		}).GetId(),
	}
}

func TestHeadCountThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	const notOpen, notStarted, ended = "head_count.date LOCATION_NOT_OPEN", "head_count.date PROGRAMME_NOT_STARTED", "head_count.date PROGRAMME_ENDED"
	type change = func(*activitiesv1.HeadCount)
	tests := map[string]struct {
		change change
		want   []string
	}{
		"first day":                {on("2021-07-01"), nil},
		"last day":                 {on("2021-11-30"), nil},
		"day before the programme": {on("2021-06-30"), []string{notStarted}},
		"day after the programme":  {on("2021-12-01"), []string{ended}},
		"day before the place":     {on("2020-12-31"), []string{notOpen, notStarted}},
		"day after the place":      {on("2022-01-01"), []string{notOpen, ended}},
		"nobody came":              {counted(0), nil},
		"the most":                 {counted(most), nil},
		"negative":                 {counted(-1), []string{"head_count.count COUNT_NEGATIVE"}},
		"most negative":            {counted(math.MinInt32), []string{"head_count.count COUNT_NEGATIVE"}},
		"absurd":                   {counted(most + 1), []string{"head_count.count COUNT_ABSURD"}},
		"most absurd":              {counted(math.MaxInt32), []string{"head_count.count COUNT_ABSURD"}},
		"no such day":              {on("2021-09-31"), []string{"head_count.date DATE_INVALID"}},
		"no date at all":           {on("yesterday"), []string{"head_count.date DATE_INVALID"}},
		"an empty date":            {on(""), []string{"head_count.date STRING_MIN_LEN"}},
		"unknown location":         {func(c *activitiesv1.HeadCount) { c.LocationId = "x" }, []string{"head_count.location_id LOCATION_UNKNOWN"}},
		"unknown programme":        {func(c *activitiesv1.HeadCount) { c.ProgrammeId = "x" }, []string{"head_count.programme_id PROGRAMME_UNKNOWN"}},
		"form, all at once": {
			func(c *activitiesv1.HeadCount) {
				c.LocationId, c.ProgrammeId, c.Date, c.PartOfDay, c.Method = "", "", "", 0, 9
			},
			[]string{
				"head_count.location_id STRING_MIN_LEN", "head_count.programme_id STRING_MIN_LEN", "head_count.date STRING_MIN_LEN",
				"head_count.part_of_day ENUM_NOT_IN", "head_count.method ENUM_DEFINED_ONLY",
			},
		},
		"meaning, all at once": {
			func(c *activitiesv1.HeadCount) { c.Count, c.Date = -1, "2022-06-16" },
			[]string{"head_count.count COUNT_NEGATIVE", "head_count.date DATE_IN_FUTURE", notOpen, ended},
		},
		"nothing known, all at once": {
			func(c *activitiesv1.HeadCount) {
				c.Count, c.Date, c.LocationId, c.ProgrammeId = most+1, "2021-02-29", "x", "x"
			},
			[]string{
				"head_count.count COUNT_ABSURD", "head_count.date DATE_INVALID", "head_count.location_id LOCATION_UNKNOWN",
				"head_count.programme_id PROGRAMME_UNKNOWN",
			},
		},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.term(t)
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				req := v.once(on("2021-09-01"), tt.change)
				if tt.want == nil {
					require.NoError(t, r.createCount(t, req))
					return
				}
				r.refuses(t, invalid(tt.want...), func() error { return r.createCount(t, req) })
			})
		}
		t.Run("no count, no UUID", func(t *testing.T) {
			r.refuses(t, invalid("head_count REQUIRED", "request_id STRING_UUID"), func() error {
				return r.createCount(t, &activitiesv1.CreateHeadCountRequest{RequestId: "first"})
			})
		})
	})
}

func TestTodayIsThatOfTheOrganisationsCalendar(t *testing.T) {
	tests := map[string]struct{ now, today, tomorrow string }{
		"a minute before midnight on New Year's Eve": {"2022-12-31T22:59:59Z", "2022-12-31", "2023-01-01"},
		"midnight of the new year":                   {"2022-12-31T23:00:00Z", "2023-01-01", "2023-01-02"},
		"still the old year in UTC":                  {"2022-12-31T23:30:00Z", "2023-01-01", "2023-01-02"},
		"summer time, before midnight":               {"2022-06-30T21:59:59Z", "2022-06-30", "2022-07-01"},
		"summer time, midnight":                      {"2022-06-30T22:00:00Z", "2022-07-01", "2022-07-02"},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				instant, err := time.Parse(time.RFC3339, tt.now)
				require.NoError(t, err)
				r.clock.Set(instant)
				require.NoError(t, r.createCount(t, v.request(on(tt.today))))
				r.refuses(t, invalid("head_count.date DATE_IN_FUTURE"), func() error { return r.createCount(t, v.request(on(tt.tomorrow))) })
			})
		}
	})
}

func TestCountsAreJudgedByPlaceAndProgrammeAsTheyAreNow(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		require.NoError(t, r.createCount(t, v.request(on("2022-06-10"))))
		_, err := r.updateLocation(t, &activitiesv1.Location{Id: v.location, ClosingDate: proto.String("2022-06-09")})
		require.NoError(t, err)
		_, err = r.updateProgramme(t, &activitiesv1.Programme{Id: v.programme, EndDate: proto.String("2022-06-08")})
		require.NoError(t, err)

		r.refuses(t, invalid("head_count.date LOCATION_NOT_OPEN", "head_count.date PROGRAMME_ENDED"), func() error {
			return r.createCount(t, v.request(on("2022-06-10")))
		})
	})
}

func TestListOfHeadCountsIsNarrowedByWhatIsAsked(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		here, there := r.addVisit(t), visit{r.addLocation(t).GetId(), r.addProgramme(t, "sport").GetId()}
		mixed := visit{here.location, there.programme}
		add := func(v visit, date string) string { return r.addCount(t, v, on(date)).GetId() }
		a, b, c := add(here, "2022-06-01"), add(there, "2022-06-02"), add(mixed, "2022-06-03")
		tests := map[string]struct {
			req  *activitiesv1.ListHeadCountsRequest
			want []string
		}{
			"everything":         {&activitiesv1.ListHeadCountsRequest{}, []string{a, b, c}},
			"of a location":      {&activitiesv1.ListHeadCountsRequest{LocationId: here.location}, []string{a, c}},
			"of a programme":     {&activitiesv1.ListHeadCountsRequest{ProgrammeId: there.programme}, []string{b, c}},
			"of both":            {&activitiesv1.ListHeadCountsRequest{LocationId: here.location, ProgrammeId: there.programme}, []string{c}},
			"of none":            {&activitiesv1.ListHeadCountsRequest{LocationId: "nowhere"}, nil},
			"from a date":        {&activitiesv1.ListHeadCountsRequest{FromDate: "2022-06-02"}, []string{b, c}},
			"to a date":          {&activitiesv1.ListHeadCountsRequest{ToDate: "2022-06-02"}, []string{a, b}},
			"on one date":        {&activitiesv1.ListHeadCountsRequest{FromDate: "2022-06-02", ToDate: "2022-06-02"}, []string{b}},
			"from after to":      {&activitiesv1.ListHeadCountsRequest{FromDate: "2022-06-03", ToDate: "2022-06-01"}, nil},
			"everything at once": {&activitiesv1.ListHeadCountsRequest{LocationId: here.location, ProgrammeId: here.programme, FromDate: "2022-06-01", ToDate: "2022-06-01"}, []string{a}},
		}
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				answer, err := r.counts.ListHeadCounts(r.staff(t), tt.req)
				require.NoError(t, err)
				var ids []string
				for _, c := range answer.GetHeadCounts() {
					ids = append(ids, c.GetId())
				}
				require.Equal(t, tt.want, ids, "oldest first")
				require.Empty(t, answer.GetNextPageToken())
			})
		}
		t.Run("dates that do not exist", func(t *testing.T) {
			_, err := r.counts.ListHeadCounts(r.staff(t), &activitiesv1.ListHeadCountsRequest{FromDate: "2022-02-30", ToDate: "2022-13-01"})
			invalid("from_date DATE_INVALID", "to_date DATE_INVALID").require(t, err)
		})
	})
}
