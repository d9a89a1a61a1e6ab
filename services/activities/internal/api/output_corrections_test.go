package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	activitiesv1 "github.com/deschoor/meedoen/proto/meedoen/activities/v1"
)

func TestCorrectionOfAnOutputKeepsItsHistory(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		first := r.addOutput(t, r.addVisit(t))
		r.clock.Advance(time.Hour)
		second, err := r.correctOutput(t, first.GetId(), revised())
		require.NoError(t, err)
		third, err := r.correctOutput(t, first.GetId(), revised(neverDone))
		require.NoError(t, err)

		requireProto(t, &activitiesv1.OutputCorrection{
			Id: second.GetId(), OutputId: first.GetId(), RepairCategory: first.GetRepairCategory(),
			RepairOutcome: activitiesv1.RepairOutcome_REPAIR_OUTCOME_NOT_REPAIRABLE, Etag: second.GetEtag(),
			Reason:                 activitiesv1.CorrectionReason_CORRECTION_REASON_TYPING_ERROR,
			PreviousRepairCategory: first.GetRepairCategory(), PreviousRepairOutcome: first.GetRepairOutcome(),
			Recorder: staffSubject, CreateTime: stored(now().Add(time.Hour)),
		}, second)
		require.True(t, third.GetWithdrawn())
		history, err := r.outputs.ListOutputCorrections(r.staff(t), &activitiesv1.ListOutputCorrectionsRequest{OutputId: first.GetId()})
		require.NoError(t, err)
		requireProtos(t, []proto.Message{second, third}, messages(history.GetCorrections()))
		want := proto.CloneOf(first)
		want.RepairOutcome, want.Withdrawn, want.Etag = second.GetRepairOutcome(), true, third.GetEtag()
		want.UpdateTime = stored(now().Add(time.Hour))
		requireProto(t, want, r.output(t, first.GetId()))
		r.refuses(t, refusal{code: codes.FailedPrecondition, reason: "OUTPUT_WITHDRAWN"}, func() error {
			_, err := r.correctOutput(t, first.GetId(), revised())
			return err
		})
	})
}

func TestCorrectionOfAnOutputThatBreaksRulesIsRefused(t *testing.T) {
	type correction = activitiesv1.OutputCorrection
	tests := map[string]struct {
		of     func(*activitiesv1.Output)
		change func(*correction)
		want   []string
	}{
		"outcome of an act": {acted, func(*correction) {}, []string{"correction.repair_outcome FIELD_OF_OTHER_KIND"}},
		"repair and act of a project": {
			completed, func(c *correction) { c.RepairCategory, c.ActSetting, c.Withdrawn = 1, 1, true },
			[]string{
				"correction.repair_category FIELD_OF_OTHER_KIND", "correction.repair_outcome FIELD_OF_OTHER_KIND",
				"correction.act_setting FIELD_OF_OTHER_KIND",
			},
		},
		"nothing":   {acted, func(c *correction) { c.RepairOutcome = 0 }, []string{"correction.withdrawn CORRECTION_EMPTY"}},
		"no reason": {acted, func(c *correction) { c.Reason = 0 }, []string{"correction.reason ENUM_NOT_IN"}},
	}
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) {
				o := r.addOutput(t, v, tt.of)
				r.refuses(t, invalid(tt.want...), func() error {
					_, err := r.correctOutput(t, o.GetId(), revised(tt.change))
					return err
				})
			})
		}
	})
}

func TestEveryWriteOfAnOutputLeavesItsEventWithTheFullValue(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		v := r.addVisit(t)
		initiative := r.addInitiative(t, v).GetId()
		mended := r.addOutput(t, v)
		_, err := r.correctOutput(t, mended.GetId(), revised())
		require.NoError(t, err)
		show := r.addOutput(t, v, acted, elsewhere)
		_, err = r.correctOutput(t, show.GetId(), revised(neverDone))
		require.NoError(t, err)
		helped, study := r.addOutput(t, v, supported(initiative)), r.addOutput(t, v, completed)

		log := r.events(t, 2)
		require.Len(t, log, 6, "an initiative leaves none: it counts by its support")
		for i, want := range []*activitiesv1.OutputSaved{
			{Id: mended.GetId(), Version: 1, Kind: repair, RepairOutcome: activitiesv1.RepairOutcome_REPAIR_OUTCOME_REPAIRED},
			{Id: mended.GetId(), Version: 2, Kind: repair, RepairOutcome: activitiesv1.RepairOutcome_REPAIR_OUTCOME_NOT_REPAIRABLE},
			{Id: show.GetId(), Version: 1, Kind: act, ActSetting: activitiesv1.ActSetting_ACT_SETTING_ELSEWHERE},
			{Id: show.GetId(), Version: 2, Kind: act, ActSetting: activitiesv1.ActSetting_ACT_SETTING_ELSEWHERE, Withdrawn: true},
			{Id: helped.GetId(), Version: 1, Kind: support, SubjectId: initiative},
			{Id: study.GetId(), Version: 1, Kind: project, SubjectId: study.GetId()},
		} {
			want.ProgrammeId, want.Date, want.LocationId = v.programme, "2022-06-14", v.location
			want.WijkCode, want.WijkYear, want.Stadsdeel = "WK003401", 2022, "haven"
			if want.GetKind() == act {
				want.LocationId, want.WijkCode, want.Stadsdeel = "", "WK003420", "stad"
			}
			requireProto(t, want, log[i].data)
			require.Equal(t, want.GetId(), log[i].aggregate)
			require.Equal(t, "output.saved", log[i].noun)
		}
		written := strings.Join(r.rows(t, "outbox"), "\n")
		for _, name := range []string{staffSubject, "Bazuinlaan", "Groen in de straat"} {
			require.NotContains(t, written, name)
		}
	})
}
