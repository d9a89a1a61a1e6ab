package api

import (
	"context"
	"errors"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/deschoor/meedoen/platform/auth"
	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/fault"
	"github.com/deschoor/meedoen/platform/feed"
	"github.com/deschoor/meedoen/platform/grpcx"
	"github.com/deschoor/meedoen/platform/resource"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
	"github.com/deschoor/meedoen/services/support/internal/domain"
)

// DefaultHeartbeat is how long a stream is silent at most where nothing else is said.
const DefaultHeartbeat = 15 * time.Second

// CheckHeartbeat says what is wrong with QuestionChanges.Heartbeat.
func CheckHeartbeat(heartbeat time.Duration) error {
	if heartbeat != 0 && (heartbeat < time.Second || heartbeat > 5*time.Minute) {
		return errors.New("is from a second to five minutes, or 0 for the default")
	}
	return nil
}

// maxChanges is how many changes one answer has at most.
const maxChanges = 100

// QuestionChanges answers QuestionChangeService. There is one for each process.
type QuestionChanges struct {
	supportv1.UnimplementedQuestionChangeServiceServer
	Deps
	Feed      *feed.Feed[*domain.QuestionChange]
	Heartbeat time.Duration // how long a stream is silent at most; DefaultHeartbeat if zero
	told      told
}

type watchStream = grpc.ServerStreamingServer[supportv1.WatchQuestionsResponse]

// WatchQuestions tells each change of the questions that the caller may see, for as long as the caller listens.
func (s *QuestionChanges) WatchQuestions(req *supportv1.WatchQuestionsRequest, stream watchStream) error {
	ctx, cancel := grpcx.UntilStop(stream.Context())
	defer cancel()
	err := s.watch(ctx, req, stream)
	if ctx.Err() != nil && err != nil {
		return context.Cause(ctx)
	}
	return err
}

func (s *QuestionChanges) watch(ctx context.Context, req *supportv1.WatchQuestionsRequest, stream watchStream) error {
	tokens, err := s.resumeTokens(ctx)
	if err != nil {
		return err
	}
	from, err := s.from(ctx, req, tokens)
	if err != nil {
		return err
	}
	if err := s.audit(ctx, "question-changes"); err != nil {
		return err
	}
	w := &watcher{
		QuestionChanges: s, ctx: ctx, stream: stream, viewer: viewer(ctx), expires: auth.From(ctx).ExpiresAt,
		tokens: tokens, at: from,
	}
	if err := w.send(nil, time.Time{}); err != nil {
		return err
	}
	return s.Feed.Follow(ctx, from.number, w.tell)
}

// from answers where a stream begins.
func (s *QuestionChanges) from(
	ctx context.Context, req *supportv1.WatchQuestionsRequest, tokens resumeTokens,
) (from place, err error) {
	switch {
	case req.GetResumeToken() != "" && req.GetFromStart():
		return from, fault.Violation("from_start", "FROM_START_UNEXPECTED", "With a token the stream begins where the token says.")
	case req.GetResumeToken() != "":
		return tokens.open(ctx, req.GetResumeToken())
	case req.GetFromStart():
		return from, nil
	}
	last, err := s.Feed.Last(ctx)
	if err != nil {
		return from, err
	}
	return tokens.at(ctx, last)
}

// watcher is one stream.
type watcher struct {
	*QuestionChanges
	ctx     context.Context
	stream  watchStream
	viewer  domain.Viewer
	expires time.Time // when the access token does
	tokens  resumeTokens
	at      place     // up to where the caller was told
	sent    time.Time // when the last answer went
}

// tell tells the changes that the viewer may see.
func (w *watcher) tell(batch feed.Batch[*domain.QuestionChange]) error {
	var changes []*domain.QuestionChange
	for _, c := range batch.Entries {
		w.at = place{c.Seq, c.ID}
		if !w.viewer.MaySee(c.Question) {
			continue
		}
		if changes = append(changes, c); len(changes) == maxChanges {
			if err := w.send(changes, time.Time{}); err != nil {
				return err
			}
			changes = nil
		}
	}
	now := w.Clock.Now()
	if len(changes) > 0 || now.Sub(w.sent) >= w.heartbeat() || !now.Before(w.expires) {
		return w.send(changes, batch.AsOf)
	}
	return nil
}

func (w *watcher) heartbeat() time.Duration {
	if w.Heartbeat == 0 {
		return DefaultHeartbeat
	}
	return w.Heartbeat
}

// send sends an answer, once it is in the processing log whom it is about. Where the caller is slow it waits, and nobody else
// does.
func (w *watcher) send(changes []*domain.QuestionChange, asOf time.Time) error {
	now := w.Clock.Now()
	if !now.Before(w.expires) {
		return fault.New(fault.Unauthenticated, "TOKEN_EXPIRED", "The token has expired. Begin again with a new one.")
	}
	if err := w.logTold(w.ctx, &w.told, changes...); err != nil {
		return err
	}
	answer := &supportv1.WatchQuestionsResponse{ResumeToken: w.tokens.seal(w.at)}
	for _, c := range changes {
		answer.Changes = append(answer.Changes, encodeChange(c))
	}
	if !asOf.IsZero() {
		answer.AsOf = timestamppb.New(asOf)
	}
	w.sent = now
	return w.stream.Send(answer)
}

func encodeChange(c *domain.QuestionChange) *supportv1.QuestionChange {
	m := &supportv1.QuestionChange{
		QuestionId: c.Question.ID, SenderReference: c.Reference, Version: c.Version, Team: c.Team,
		State: enums.Value[supportv1.QuestionState](string(c.State)), StateDate: c.StateDate.String(),
		TakeUpDate: resource.Optional(c.TakeUp), Result: enums.Value[supportv1.QuestionResult](string(c.Result)),
		SolvedInVoorveld: c.Voorveld, Reason: enums.Value[supportv1.QuestionReason](string(c.Reason)),
		ChangeTime: timestamppb.New(c.Updated),
	}
	if r := c.Referral; r.ID != "" {
		m.ReferralId, m.ReferralTarget = &r.ID, enums.Value[supportv1.ReferralTarget](string(r.Target))
		m.ReferralState = enums.Value[referralsv1.ReferralState](string(r.State))
		m.ReferralDeclineReason = enums.Value[referralsv1.ReferralDeclineReason](r.DeclineReason)
	}
	return m
}
