package local

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// maxAnswer is the size of the largest answer in bytes where a caller says nothing else, as gRPC has it.
const maxAnswer = 4 << 20

// options are what the options of a call say.
type options struct {
	patient          bool // it waits for a server that cannot do its work
	maxSend, maxTake int  // sizes of messages, in bytes; 0 of maxSend: no limit
	credentials      credentials.PerRPCCredentials
	headers          []*metadata.MD
	trailers         []*metadata.MD
	peers            []*peer.Peer
	onFinish         []func(error)
}

// optionsOf reads the options of a call. Those that say how bytes travel say nothing here, where none do. One that has messages
// written otherwise than as protobuf is refused.
func optionsOf(list []grpc.CallOption) (o options, err error) {
	o.maxTake = maxAnswer
	for _, option := range list {
		switch is := option.(type) {
		case grpc.HeaderCallOption:
			o.headers = append(o.headers, is.HeaderAddr)
		case grpc.TrailerCallOption:
			o.trailers = append(o.trailers, is.TrailerAddr)
		case grpc.PeerCallOption:
			o.peers = append(o.peers, is.PeerAddr)
		case grpc.OnFinishCallOption:
			o.onFinish = append(o.onFinish, is.OnFinish)
		case grpc.FailFastCallOption:
			o.patient = !is.FailFast
		case grpc.MaxRecvMsgSizeCallOption:
			o.maxTake = is.MaxRecvMsgSize
		case grpc.MaxSendMsgSizeCallOption:
			o.maxSend = is.MaxSendMsgSize
		case grpc.PerRPCCredsCallOption:
			o.credentials = is.Creds
		case grpc.ForceCodecCallOption, grpc.ForceCodecV2CallOption, grpc.CustomCodecCallOption, grpc.ContentSubtypeCallOption:
			return o, status.Errorf(codes.Internal, "a call within the process has protobuf messages, and no %T", option)
		}
	}
	return o, nil
}

// tell tells the caller what it asked for of a call that was made; nil: none was.
func (o options) tell(c *call) {
	if c == nil {
		return
	}
	header, trailer := c.metadata()
	for _, at := range o.headers {
		*at = header
	}
	for _, at := range o.trailers {
		*at = trailer
	}
	for _, at := range o.peers {
		*at = *here
	}
}

// finish tells the caller how the call ended.
func (o options) finish(err error) {
	for _, f := range o.onFinish {
		f(err)
	}
}
