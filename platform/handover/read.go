package handover

import (
	"context"

	"google.golang.org/protobuf/proto"

	"github.com/deschoor/meedoen/platform/enums"
	"github.com/deschoor/meedoen/platform/pages"
	"github.com/deschoor/meedoen/platform/privacy"
	referralsv1 "github.com/deschoor/meedoen/proto/meedoen/referrals/v1"
)

// Get answers the one with id. Error: NOT_FOUND (REFERRAL_NOT_FOUND).
func (in Inbox) Get(ctx context.Context, id string) (*referralsv1.IncomingReferral, error) {
	h, err := in.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	return Encode(h), in.logApart(ctx, in.object(h), h)
}

// Open is Get for who decides on it, which the logs tell of.
func (in Inbox) Open(ctx context.Context, id string) (Handover, error) {
	rows, err := find(ctx, in.DB.Read(), "id = $1", id)
	if err != nil {
		return Handover{}, err
	}
	if len(rows) == 0 {
		return Handover{}, notFound()
	}
	list, err := in.open(ctx, rows...)
	if err != nil {
		return Handover{}, err
	}
	return list[0], nil
}

// ListRequest is a request for a page of what was handed over.
type ListRequest interface {
	proto.Message
	GetState() referralsv1.ReferralState // unspecified: of every state
	GetPageSize() int32
	GetPageToken() string
}

// List answers a page of what was handed over, oldest first, and the token of the next. Error: INVALID_ARGUMENT
// (PAGE_TOKEN_INVALID).
func (in Inbox) List(ctx context.Context, req ListRequest) ([]*referralsv1.IncomingReferral, string, error) {
	after, err := pages.Key(req)
	if err != nil {
		return nil, "", err
	}
	size := pages.Size(req.GetPageSize())
	where, args := "id > $1 ORDER BY id LIMIT $2", []any{after, size + 1}
	if state := enums.Text(req.GetState()); state != "" {
		where, args = "id > $1 AND state = $3 ORDER BY id LIMIT $2", append(args, state)
	}
	rows, err := find(ctx, in.DB.Read(), where, args...)
	if err != nil {
		return nil, "", err
	}
	rows, next := pages.Cut(req, rows, size, func(h row) string { return h.ID })
	list, err := in.open(ctx, rows...)
	if err != nil {
		return nil, "", err
	}
	answer := make([]*referralsv1.IncomingReferral, len(list))
	for i, h := range list {
		answer[i] = Encode(h)
	}
	return answer, next, in.logApart(ctx, in.Object+"s", list...)
}

// open answers rows with their contents, whose keys it reads with one query.
func (in Inbox) open(ctx context.Context, rows ...row) ([]Handover, error) {
	return privacy.OpenEach(ctx, in.vault(), rows, func(h row) string { return h.ID }, open)
}
