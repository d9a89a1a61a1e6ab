package limits

import (
	"context"
	"errors"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"

	"github.com/deschoor/meedoen/platform/clock"
	"github.com/deschoor/meedoen/platform/natsx"
	"github.com/deschoor/meedoen/test/bench/measure"
)

// fastPublished is a stream like published, which takes many messages with one answer.
const fastPublished = "limitfast"

// FastPublish is Publish by the protocol that NATS has since 2.14, in which the server answers for a hundred messages at once: as fast
// as events can be brought to a stream. They carry no id by which the server drops what comes twice.
func FastPublish(natsURL string) Take {
	return func(ctx context.Context, d time.Duration) (turn measure.Turn, err error) {
		conn, err := connect(natsURL)
		if err != nil {
			return turn, err
		}
		defer conn.Close()
		_, err = conn.JS.CreateOrUpdateStream(ctx, jetstream.StreamConfig{
			Name: natsx.StreamName(fastPublished), Subjects: []string{"meedoen." + fastPublished + ".>"},
			Storage: jetstream.FileStorage, AllowBatchPublish: true,
		})
		if err != nil {
			return turn, err
		}
		return publishFast(ctx, d, conn)
	}
}

func publishFast(ctx context.Context, d time.Duration, conn *natsx.Conn) (turn measure.Turn, err error) {
	messages, err := events(fastPublished, made)
	if err != nil {
		return turn, err
	}
	for _, m := range messages {
		delete(m.Header, nats.MsgIdHdr)
	}
	publisher, err := jetstreamext.NewFastPublisher(conn.JS, jetstreamext.FastPublishFlowControl{
		Flow: 100, MaxOutstandingAcks: 10, AckTimeout: 10 * time.Second,
	})
	if err != nil {
		return turn, err
	}
	began := clock.System().Now()
	turn, err = repeat(ctx, d, made, func(context.Context) error {
		for _, m := range messages {
			if _, err := publisher.AddMsg(m); err != nil {
				return err
			}
		}
		return nil
	})
	_, closed := publisher.Close(ctx) // which waits until all are taken
	turn.Took = clock.System().Now().Sub(began)
	return turn, errors.Join(err, closed)
}
