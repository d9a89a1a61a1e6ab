package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	supportv1 "github.com/deschoor/meedoen/proto/meedoen/support/v1"
)

// follower follows one question.
type follower struct {
	file    string // of the state
	silence int    // seconds after which the stream counts as dead

	*client
	state
	out io.Writer
}

func (f *follower) declare(flags *flag.FlagSet) {
	flags.StringVar(&f.file, "state", "", "the file that keeps how far the question was followed")
	flags.IntVar(&f.silence, "silence", 45, "after so many seconds the stream counts as dead; three heartbeats")
}

// follow prints each change of the question, once, until it was answered or closed. It goes on where it was when it is run again.
func (f *follower) follow(ctx context.Context, c *client, reference string, out io.Writer) (err error) {
	if f.file == "" {
		return fmt.Errorf("--state is where to keep how far the question was followed: %w", errUsage)
	}
	f.client, f.out = c, out
	if f.state, err = loadState(f.file, reference); err != nil {
		return err
	}
	for p := (pause{}); !f.Ended; {
		err := f.watch(ctx, &p)
		if f.Ended || ctx.Err() != nil {
			return ctx.Err()
		}
		switch {
		case errors.Is(err, io.EOF) || f.again(err): // the server stops, the line broke or was renewed, the token ran out
		case problemOf(err).has("RESUME_TOKEN_UNKNOWN"): // an older copy of the database was put back: begin anew
			f.ResumeToken, f.Version = "", 0
		default:
			return err
		}
		report(os.Stderr, err)
		if err := p.wait(ctx); err != nil {
			return err
		}
	}
	return nil
}

// watch follows until the question or the stream has ended.
func (f *follower) watch(ctx context.Context, p *pause) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	silence := time.Duration(f.silence) * time.Second
	dead := time.AfterFunc(silence, func() { cancel(status.Error(codes.Unavailable, "nothing came, not even a heartbeat")) })
	defer dead.Stop()
	stream, err := supportv1.NewQuestionChangeServiceClient(f.conn).WatchQuestions(ctx, &supportv1.WatchQuestionsRequest{
		ResumeToken: f.ResumeToken,
	})
	if err != nil {
		return err
	}
	for !f.Ended {
		answer, err := stream.Recv()
		if cause := context.Cause(ctx); err != nil && cause != nil && !errors.Is(cause, context.Canceled) {
			return cause // the silence
		}
		if err != nil {
			return err
		}
		dead.Reset(silence)
		*p = pause{}
		if err := f.handle(ctx, answer); err != nil {
			return err
		}
	}
	return nil
}

// handle handles an answer: first its changes, then its token is stored. The other way round a crash in between would lose them.
func (f *follower) handle(ctx context.Context, answer *supportv1.WatchQuestionsResponse) error {
	if f.ResumeToken == "" {
		// The first answer of a stream that begins: what was before is listed, what comes after it is told.
		if err := f.list(ctx); err != nil {
			return err
		}
	}
	for _, c := range answer.GetChanges() {
		if c.GetSenderReference() != f.Reference {
			continue // of another question of this sender
		}
		if err := f.once(ctx, changeOf(c)); err != nil {
			return err
		}
	}
	f.ResumeToken = answer.GetResumeToken()
	return f.save(f.file)
}

// list handles the question as it is now, where it is there.
func (f *follower) list(ctx context.Context) error {
	questions := supportv1.NewQuestionServiceClient(f.conn)
	list, err := retry(ctx, f.client, questions.ListQuestions, &supportv1.ListQuestionsRequest{SenderReference: f.Reference})
	if err != nil {
		return err
	}
	for _, q := range list.GetQuestions() {
		c, err := changeOfQuestion(q)
		if err != nil {
			return err
		}
		if err := f.once(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// once handles a change, unless it was handled before: what was listed may be told as well, and what came with a token that was
// not stored is told again.
func (f *follower) once(ctx context.Context, c change) error {
	if c.Version <= f.Version {
		return nil
	}
	if c.ended() {
		// A change says nothing of what was said: the question does.
		questions := supportv1.NewQuestionServiceClient(f.conn)
		q, err := retry(ctx, f.client, questions.GetQuestion, &supportv1.GetQuestionRequest{Id: c.QuestionID})
		if err != nil {
			return err
		}
		c.Answer = q.GetAnswer()
	}
	if err := printLine(f.out, c); err != nil {
		return err
	}
	f.Version, f.Ended = c.Version, c.ended()
	return f.save(f.file)
}
