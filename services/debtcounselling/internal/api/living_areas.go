package api

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auditlog"
	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/resource"
	debtcounsellingv1 "github.com/deschoor/meedoen/proto/meedoen/debtcounselling/v1"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/domain"
	"github.com/deschoor/meedoen/services/debtcounselling/internal/store"
)

// livingFields is the class of data in the processing log: how somebody fares in the areas of life.
const livingFields = "living-areas"

// mostMoments is more than there are of one trajectory.
const mostMoments = 10_000

// LivingAreas answers LivingAreaService.
type LivingAreas struct {
	debtcounsellingv1.UnimplementedLivingAreaServiceServer
	Deps
}

// CreateLivingAreaScores records the scores of a moment.
func (s *LivingAreas) CreateLivingAreaScores(
	ctx context.Context, req *debtcounsellingv1.CreateLivingAreaScoresRequest,
) (*debtcounsellingv1.LivingAreaScores, error) {
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	asked, err := decodeScores(req.GetLivingAreaScores(), t)
	if err != nil {
		return nil, err
	}
	made := resource.Making(s.Clock.Now())
	asked.ID, asked.Recorder, asked.Created = made.ID, auth.Subject(ctx), made.Now
	entry, audit := s.about(ctx, livingFields, asked.ClientID), auditlog.Done(ctx, "living-area-scores/"+made.ID)
	kept, err := resource.Create(ctx, s.DB, made,
		resource.RequestOf("CreateLivingAreaScores/"+t.ID, req.GetRequestId(), req.GetLivingAreaScores()), loadScores,
		func(ctx context.Context, tx *sql.Tx) (domain.LivingAreaScores, error) {
			if err := s.keepScores(ctx, tx, asked); err != nil {
				return asked, err
			}
			return asked, s.log(ctx, tx, entry, audit)
		})
	if err == nil && kept.ID != made.ID {
		err = s.logRead(ctx, livingFields, "living-area-scores/"+kept.ID, kept.ClientID)
	}
	if err != nil {
		return nil, err
	}
	return encodeScores(kept), nil
}

// keepScores locks the trajectory of scores and keeps them, or answers every rule that they break.
func (s *LivingAreas) keepScores(ctx context.Context, tx *sql.Tx, scores domain.LivingAreaScores) error {
	st := store.In(tx)
	t, err := st.LockTrajectory(ctx, scores.TrajectoryID)
	if err != nil {
		return err
	}
	// What was seen at the end may be recorded after it.
	if err := t.CheckHere(); err != nil && !fault.Is(err, "TRAJECTORY_ENDED") {
		return err
	}
	others, err := st.LivingAreaScores(ctx, t.ID, "", mostMoments)
	if err != nil {
		return err
	}
	if err := scores.Check(t, others, s.today()); err != nil {
		return err
	}
	if err := st.InsertLivingAreaScores(ctx, scores); err != nil {
		return err
	}
	return s.meetReview(ctx, tx, scores)
}

// ListLivingAreaScores lists the scores of a trajectory, oldest first.
func (s *LivingAreas) ListLivingAreaScores(
	ctx context.Context, req *debtcounsellingv1.ListLivingAreaScoresRequest,
) (*debtcounsellingv1.ListLivingAreaScoresResponse, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, err
	}
	t, err := s.openCase(ctx, req.GetTrajectoryId())
	if err != nil {
		return nil, err
	}
	size := pages.Size(req.GetPageSize())
	var list []domain.LivingAreaScores
	err = s.snapshot(ctx, func(st store.Store) (err error) {
		list, err = st.LivingAreaScores(ctx, t.ID, after, size+1)
		return err
	})
	if err != nil {
		return nil, err
	}
	list, next := pages.Cut(req, list, size, func(l domain.LivingAreaScores) string { return l.ID })
	answer := &debtcounsellingv1.ListLivingAreaScoresResponse{NextPageToken: next}
	for _, one := range list {
		answer.LivingAreaScores = append(answer.LivingAreaScores, encodeScores(one))
	}
	return answer, s.logRead(ctx, livingFields, "trajectory/"+t.ID, t.ClientIDs...)
}

func loadScores(ctx context.Context, tx *sql.Tx, id string) (domain.LivingAreaScores, error) {
	return store.In(tx).LivingAreaScoresByID(ctx, id)
}

// decodeScores reads scores of a client of a trajectory, by area.
func decodeScores(m *debtcounsellingv1.LivingAreaScores, t domain.Trajectory) (domain.LivingAreaScores, error) {
	var d resource.Dates
	l := domain.LivingAreaScores{
		TrajectoryID: t.ID, ClientID: m.GetClientId(), Moment: domain.ScoreMoment(enums.Text(m.GetMoment())),
		Date: d.Read("living_area_scores.date", m.GetDate()),
	}
	if l.ClientID == "" {
		l.ClientID = t.ClientIDs[0]
	}
	for _, one := range m.GetScores() {
		l.Scores = append(l.Scores, domain.LivingAreaScore{
			Area: domain.LivingArea(enums.Text(one.GetArea())), Score: int64(one.GetScore()),
		})
	}
	return l, fault.Violations(d.Broken)
}

func encodeScores(l domain.LivingAreaScores) *debtcounsellingv1.LivingAreaScores {
	m := &debtcounsellingv1.LivingAreaScores{
		Id: l.ID, TrajectoryId: l.TrajectoryID, ClientId: l.ClientID,
		Moment: enums.Value[debtcounsellingv1.ScoreMoment](string(l.Moment)), Date: l.Date.String(), Recorder: l.Recorder,
		CreateTime: timestamppb.New(l.Created),
	}
	byArea := slices.SortedFunc(slices.Values(l.Scores), func(a, b domain.LivingAreaScore) int {
		return strings.Compare(string(a.Area), string(b.Area))
	})
	for _, one := range byArea {
		m.Scores = append(m.Scores, &debtcounsellingv1.LivingAreaScore{
			Area: enums.Value[debtcounsellingv1.LivingArea](string(one.Area)), Score: int32(one.Score),
		})
	}
	return m
}
