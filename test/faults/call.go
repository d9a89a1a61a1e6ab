package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"github.com/deschoor/meedoen/platform/grpcx"
)

// client calls methods of the suite, each over gRPC or over REST: what is asked is the same.
type client struct {
	conns    map[string]*grpc.ClientConn // to all instances of each service
	gateways []string
	tokens   map[string]string // for each service
	http     *http.Client
}

// newClient answers a client for a cluster that runs.
func newClient(ctx context.Context, c *cluster) (*client, error) {
	made := &client{
		conns: map[string]*grpc.ClientConn{}, tokens: map[string]string{}, gateways: c.gateways,
		http: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: 30 * time.Second}},
	}
	for service, roles := range map[string][]string{
		"activities": {"activities.staff", "importer"}, "volunteers": {"volunteers.coordinator", "importer"},
		"debtcounselling": {"debt.supervisor"}, "support": {"support.worker"}, "reporting": {"account.manager"},
	} {
		args := []string{"--group", team}
		for _, role := range roles {
			args = append(args, "--role", role)
		}
		token, err := c.token(ctx, args...)
		if err != nil {
			return nil, err
		}
		made.tokens[service] = token
		conn, err := grpcx.Dial(c.addresses[service], grpcx.ClientConfig{Credentials: grpcx.Bearer(token)})
		if err != nil {
			return nil, err
		}
		made.conns[service] = conn
	}
	made.tokens["events"] = made.tokens["activities"]
	return made, nil
}

func (c *client) close() {
	for _, conn := range c.conns {
		conn.Close()
	}
}

// refusal is that the suite said no, or did not say anything that can be relied on.
type refusal struct {
	open bool // nothing is known: it may have been done
	text string
}

func (r refusal) Error() string { return r.text }

// method answers what the contract says of a method such as "activities.v1.HeadCountService.CreateHeadCount".
func method(name string) protoreflect.MethodDescriptor {
	found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName("meedoen." + name))
	if err != nil {
		panic(err) // a name in this program is wrong
	}
	return found.(protoreflect.MethodDescriptor)
}

func newAnswer(m protoreflect.MethodDescriptor) proto.Message {
	kind, err := protoregistry.GlobalTypes.FindMessageByName(m.Output().FullName())
	if err != nil {
		panic(err)
	}
	return kind.New().Interface()
}

// overGRPC calls an instance of the service.
func (c *client) overGRPC(ctx context.Context, name string, request proto.Message) (proto.Message, error) {
	m := method(name)
	answer, service := newAnswer(m), strings.Split(name, ".")[0]
	err := c.conns[service].Invoke(ctx, fmt.Sprintf("/%s/%s", m.Parent().FullName(), m.Name()), request, answer)
	if err == nil {
		return answer, nil
	}
	s := status.Convert(err)
	text := s.Code().String() + ": " + s.Message()
	for _, detail := range s.Proto().GetDetails() {
		if json, err := protojson.Marshal(detail); err == nil {
			text += " " + string(json)
		}
	}
	switch s.Code() {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Internal, codes.Unknown, codes.Canceled, codes.Aborted,
		codes.ResourceExhausted:
		return nil, refusal{true, text}
	default:
		return nil, refusal{false, text}
	}
}

var pathField = regexp.MustCompile(`\{([a-z_.]+)\}`)

// overREST calls a gateway, at the path and with the body that the contract gives the method.
func (c *client) overREST(ctx context.Context, gateway, name string, request proto.Message) (proto.Message, error) {
	m := method(name)
	rule := proto.GetExtension(m.Options(), annotations.E_Http).(*annotations.HttpRule)
	verb, path := http.MethodPost, rule.GetPost()
	if path == "" {
		verb, path = http.MethodGet, rule.GetGet()
	}
	fields := request.ProtoReflect()
	value := func(name string) protoreflect.Value {
		return fields.Get(fields.Descriptor().Fields().ByName(protoreflect.Name(name)))
	}
	path = pathField.ReplaceAllStringFunc(path, func(field string) string {
		return url.PathEscape(value(strings.Trim(field, "{}")).String())
	})
	var body []byte
	var err error
	switch rule.GetBody() {
	case "":
	case "*":
		body, err = protojson.Marshal(request)
	default:
		body, err = protojson.Marshal(value(rule.GetBody()).Message().Interface())
	}
	if err != nil {
		return nil, err
	}
	if id := fields.Descriptor().Fields().ByName("request_id"); id != nil && rule.GetBody() != "*" {
		path += "?requestId=" + fields.Get(id).String()
	}
	answer := newAnswer(m)
	return answer, c.send(ctx, verb, "http://"+gateway+path, c.tokens[strings.Split(name, ".")[0]], body, answer)
}

// send sends a request over HTTP and reads the answer.
func (c *client) send(ctx context.Context, verb, address, token string, body []byte, answer proto.Message) error {
	request, err := http.NewRequestWithContext(ctx, verb, address, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	if len(body) > 0 {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(request)
	if err != nil {
		return refusal{true, err.Error()}
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return refusal{true, err.Error()}
	}
	switch code := response.StatusCode; {
	case code < http.StatusMultipleChoices:
		return protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(text, answer)
	case code >= http.StatusInternalServerError, code == http.StatusTooManyRequests, bytes.Contains(text, []byte("WRITE_CONFLICT")):
		return refusal{true, fmt.Sprintf("%d %s", code, text)}
	default:
		return refusal{false, fmt.Sprintf("%d %s", code, text)}
	}
}

// insist calls a method over gRPC until it is answered, for patience at most: to prepare, and to look.
func insist[T proto.Message](ctx context.Context, c *client, name string, request proto.Message) (answer T, err error) {
	var never error // what will not go well by being tried again
	err = eventually(ctx, patience, name, func(ctx context.Context) error {
		got, err := c.overGRPC(ctx, name, request)
		var no refusal
		if errors.As(err, &no) && !no.open {
			never = err
			return nil
		}
		if err == nil {
			answer = got.(T)
		}
		return err
	})
	return answer, errors.Join(err, never)
}
