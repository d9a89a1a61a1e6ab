package api_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/grpc/codes"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// matrix answers a measure with the Zelfredzaamheid-Matrix, with one score everywhere.
func matrix(moment supportv1.OutcomeMoment, date string, score int32) *supportv1.OutcomeMeasure {
	m := &supportv1.OutcomeMeasure{
		Moment: moment, Date: date, Instrument: supportv1.OutcomeInstrument_OUTCOME_INSTRUMENT_SELF_SUFFICIENCY_MATRIX,
		InstrumentVersion: "ZRM 2017",
	}
	for i := range supportv1.LifeDomain_name {
		if i > 0 {
			m.LifeDomainScores = append(m.LifeDomainScores, &supportv1.LifeDomainScore{LifeDomain: supportv1.LifeDomain(i), Score: score})
		}
	}
	return m
}

// health answers a measure with Positieve Gezondheid, with one score everywhere.
func health(moment supportv1.OutcomeMoment, date string, score int32) *supportv1.OutcomeMeasure {
	m := &supportv1.OutcomeMeasure{
		Moment: moment, Date: date, Instrument: supportv1.OutcomeInstrument_OUTCOME_INSTRUMENT_POSITIVE_HEALTH,
		InstrumentVersion: "Positieve Gezondheid 42",
	}
	for i := range supportv1.HealthDimension_name {
		if i > 0 {
			m.HealthScores = append(m.HealthScores, &supportv1.HealthScore{Dimension: supportv1.HealthDimension(i), Score: score})
		}
	}
	return m
}

// The moments, in short.
const (
	atStart  = supportv1.OutcomeMoment_OUTCOME_MOMENT_START
	onTheWay = supportv1.OutcomeMoment_OUTCOME_MOMENT_BETWEEN
	atEnd    = supportv1.OutcomeMoment_OUTCOME_MOMENT_END
)

// measured has the worker add a measure.
func (r *rig) measured(t testing.TB, guidanceID string, m *supportv1.OutcomeMeasure) (*supportv1.OutcomeMeasure, error) {
	t.Helper()
	return r.measures.CreateOutcomeMeasure(r.worker(t), &supportv1.CreateOutcomeMeasureRequest{
		GuidanceTrajectoryId: guidanceID, OutcomeMeasure: m,
	})
}

func TestMeasuresAreKeptAsGivenAndDrawn(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t)
		var want []*supportv1.OutcomeMeasure
		for _, m := range []*supportv1.OutcomeMeasure{
			matrix(atStart, "2026-11-03", 1), matrix(onTheWay, "2026-11-10", 3), matrix(atEnd, "2026-11-20", 5), health(atStart, "2026-11-03", 0),
		} {
			got, err := r.measured(t, g.GetId(), m)
			require.NoError(t, err)
			m.Id, m.GuidanceTrajectoryId, m.Recorder, m.CreateTime = got.GetId(), g.GetId(), workerSubject, got.GetCreateTime()
			requireProto(t, m, got)
			want = append(want, m)
		}
		answer, err := r.measures.ListOutcomeMeasures(r.worker(t), &supportv1.ListOutcomeMeasuresRequest{GuidanceTrajectoryId: g.GetId()})
		require.NoError(t, err)
		requireProto(t, &supportv1.ListOutcomeMeasuresResponse{OutcomeMeasures: want}, answer)
		picture, err := r.measures.GetOutcomeRadar(r.worker(t), &supportv1.GetOutcomeRadarRequest{GuidanceTrajectoryId: g.GetId(), Instrument: 1})
		require.NoError(t, err)
		require.Equal(t, "image/svg+xml", picture.GetMediaType())
		for _, date := range []string{"3 november 2026", "10 november 2026", "20 november 2026"} {
			require.Contains(t, string(picture.GetContent()), date)
		}
		require.Contains(t, r.lines(t, "GetOutcomeRadar")[0].GetFields(), "outcome-measures")
	})
}

func TestEveryRuleThatAMeasureBreaksIsToldAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t)
		bad := matrix(atStart, "2026-11-27", 1)
		bad.InstrumentVersion, bad.HealthScores = "ZRM 2013", []*supportv1.HealthScore{{Dimension: 1}}
		bad.LifeDomainScores = []*supportv1.LifeDomainScore{{LifeDomain: 1, Score: 6}, {LifeDomain: 1, Score: 0}, {LifeDomain: 2, Score: 3}}
		want := []string{
			"outcome_measure.date DATE_IN_FUTURE", "outcome_measure.instrument_version VERSION_UNKNOWN",
			"outcome_measure.health_scores SCORES_UNEXPECTED", "outcome_measure.life_domain_scores[0].score SCORE_OUT_OF_SCALE",
			"outcome_measure.life_domain_scores[1].score SCORE_OUT_OF_SCALE", "outcome_measure.life_domain_scores[1].life_domain DIMENSION_TWICE",
		}
		for range 11 {
			want = append(want, "outcome_measure.life_domain_scores DIMENSION_MISSING")
		}
		r.refuses(t, invalid(want...), func() error {
			_, err := r.measured(t, g.GetId(), bad)
			return err
		})
		tooMuch := health(atStart, "2026-02-30", 11)
		r.refuses(t, invalid("outcome_measure.date DATE_INVALID", "outcome_measure.health_scores[0].score SCORE_OUT_OF_SCALE",
			"outcome_measure.health_scores[1].score SCORE_OUT_OF_SCALE", "outcome_measure.health_scores[2].score SCORE_OUT_OF_SCALE",
			"outcome_measure.health_scores[3].score SCORE_OUT_OF_SCALE", "outcome_measure.health_scores[4].score SCORE_OUT_OF_SCALE",
			"outcome_measure.health_scores[5].score SCORE_OUT_OF_SCALE"), func() error {
			_, err := r.measured(t, g.GetId(), tooMuch)
			return err
		})
	})
}

func TestMomentsComeInTheirOrderAndStartAndEndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, r *rig) {
		g := r.aGuidance(t)
		_, err := r.measured(t, g.GetId(), matrix(onTheWay, "2026-11-10", 3))
		require.NoError(t, err)
		for moment, date := range map[supportv1.OutcomeMoment]string{atStart: "2026-11-11", atEnd: "2026-11-09"} {
			r.refuses(t, invalid("outcome_measure.date MOMENT_OUT_OF_ORDER"), func() error {
				_, err := r.measured(t, g.GetId(), matrix(moment, date, 3))
				return err
			})
		}
		for _, m := range []*supportv1.OutcomeMeasure{
			matrix(atStart, "2026-11-10", 3), matrix(onTheWay, "2026-11-12", 3), health(atStart, "2026-11-15", 3),
		} {
			_, err := r.measured(t, g.GetId(), m)
			require.NoError(t, err)
		}
		r.refuses(t, refusal{code: codes.AlreadyExists, reason: "MOMENT_MEASURED"}, func() error {
			_, err := r.measured(t, g.GetId(), matrix(atStart, "2026-11-09", 3))
			return err
		})
		other := r.aGuidance(t).GetId()
		r.refuses(t, refusal{code: codes.NotFound, reason: "NOTHING_MEASURED"}, func() error {
			_, err := r.measures.GetOutcomeRadar(r.worker(t), &supportv1.GetOutcomeRadarRequest{
				GuidanceTrajectoryId: other, Instrument: 1,
			})
			return err
		})
	})
}
