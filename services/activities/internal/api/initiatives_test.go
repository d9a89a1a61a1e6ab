package api_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/ids"
	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestInitiativeIsAnsweredAsItWasAdded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		added := r.addInitiative(t, v)
		want := v.initiative(func(i *activitiesv1.Initiative) {
			i.Id, i.Etag, i.Stadsdeel = added.GetId(), added.GetEtag(), "stad"
			i.CreateTime, i.UpdateTime = stored(now()), stored(now())
		})
		requireProto(t, want, added)
		read, err := r.initiatives.GetInitiative(r.staff(t), &activitiesv1.GetInitiativeRequest{Id: added.GetId()})
		require.NoError(t, err)
		requireProto(t, added, read)
	})
}

func TestInitiativeThatStopsGetsAnEndDate(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		i := r.addInitiative(t, v)
		r.clock.Advance(time.Hour)
		ended, err := r.updateInitiative(t, &activitiesv1.Initiative{
			Id: i.GetId(), Etag: i.GetEtag(), EndDate: proto.String("2022-05-31"), WijkCode: "WK003401",
		})
		require.NoError(t, err)
		want := proto.CloneOf(i)
		want.EndDate, want.WijkCode, want.Stadsdeel = proto.String("2022-05-31"), "WK003401", "haven"
		want.Etag, want.UpdateTime = ended.GetEtag(), stored(now().Add(time.Hour))
		requireProto(t, want, ended)
		r.refuses(t, mismatch, func() error {
			_, err := r.updateInitiative(t, &activitiesv1.Initiative{Id: i.GetId(), Etag: i.GetEtag(), DisplayName: "x"})
			return err
		})
	})
}

func TestSecondDeliveryOfAnInitiativeAddsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		req := &activitiesv1.CreateInitiativeRequest{Initiative: v.initiative(), RequestId: ids.New()}
		answers := make([]*activitiesv1.Initiative, 5)
		for _, err := range together(len(answers), func(i int) (err error) {
			answers[i], err = r.initiatives.CreateInitiative(r.staff(t), req)
			return err
		}) {
			require.NoError(t, err)
		}
		for _, answer := range answers {
			requireProto(t, answers[0], answer)
		}
		require.Len(t, r.rows(t, "initiative"), 1)
		other := &activitiesv1.CreateInitiativeRequest{
			Initiative: v.initiative(func(i *activitiesv1.Initiative) { i.DisplayName = "x" }), RequestId: req.GetRequestId(),
		}
		r.refuses(t, refusal{codes.AlreadyExists, "REQUEST_ID_REUSED", []string{"request_id REQUEST_ID_REUSED"}}, func() error {
			_, err := r.initiatives.CreateInitiative(r.staff(t), other)
			return err
		})
	})
}

func TestInitiativeThatBreaksRulesIsRefusedWithAllOfThem(t *testing.T) {
	tests := map[string]struct {
		change func(*activitiesv1.Initiative)
		want   []string
	}{
		"no such day":       {func(i *activitiesv1.Initiative) { i.StartDate = "2022-02-30" }, []string{"initiative.start_date DATE_INVALID"}},
		"unknown wijk":      {func(i *activitiesv1.Initiative) { i.WijkYear = 1999 }, []string{"initiative.wijk_code WIJK_UNKNOWN"}},
		"unknown programme": {func(i *activitiesv1.Initiative) { i.ProgrammeId = "x" }, []string{"initiative.programme_id PROGRAMME_UNKNOWN"}},
		"before the programme": {
			func(i *activitiesv1.Initiative) { i.StartDate = "2019-12-31" }, []string{"initiative.start_date PROGRAMME_NOT_STARTED"},
		},
		"meaning, all at once": {
			func(i *activitiesv1.Initiative) {
				i.WijkCode, i.ProgrammeId, i.EndDate = "WK003499", "x", proto.String("2020-12-31")
			},
			[]string{
				"initiative.wijk_code WIJK_UNKNOWN", "initiative.programme_id PROGRAMME_UNKNOWN", "initiative.end_date END_BEFORE_START",
			},
		},
		"form, all at once": {
			func(i *activitiesv1.Initiative) {
				i.DisplayName, i.OwnerGroup, i.ProgrammeId, i.WijkCode, i.StartDate = "", 0, "", "", ""
			},
			[]string{
				"initiative.display_name STRING_MIN_LEN", "initiative.owner_group ENUM_NOT_IN", "initiative.programme_id STRING_MIN_LEN",
				"initiative.wijk_code STRING_PATTERN", "initiative.start_date STRING_PATTERN",
			},
		},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.initiatives.CreateInitiative(r.staff(t), &activitiesv1.CreateInitiativeRequest{Initiative: v.initiative(tt.change)})
					return err
				})
			})
		}
		i := r.addInitiative(t, v)
		r.refuses(t, invalid("initiative.end_date END_BEFORE_START"), func() error {
			_, err := r.updateInitiative(t, &activitiesv1.Initiative{Id: i.GetId(), EndDate: proto.String("2020-12-31")})
			return err
		})
	})
}

func TestUnknownInitiativeIsNotFound(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		want := refusal{code: codes.NotFound, reason: "INITIATIVE_NOT_FOUND"}
		_, err := r.initiatives.GetInitiative(r.staff(t), &activitiesv1.GetInitiativeRequest{Id: "nothing"})
		want.require(t, err)
		_, err = r.updateInitiative(t, &activitiesv1.Initiative{Id: "nothing"})
		want.require(t, err)
	})
}
