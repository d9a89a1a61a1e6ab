package routes_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"
	"google.golang.org/genproto/googleapis/api/annotations"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/known/emptypb"
	_ "google.golang.org/protobuf/types/known/fieldmaskpb" // linked for the import below

	"github.com/deschoor/meedoen/gateway/internal/routes"
)

const file = `
name: "shop.proto" package: "shop" syntax: "proto3"
dependency: ["google/protobuf/field_mask.proto", "google/protobuf/timestamp.proto"]
message_type {
  name: "Book"
  field { name: "id" json_name: "id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "shelf_mark" json_name: "shelfMark" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL }
}
message_type {
  name: "BookRequest"
  field { name: "id" json_name: "id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "book" json_name: "book" number: 2 type: TYPE_MESSAGE type_name: ".shop.Book" label: LABEL_OPTIONAL }
}
message_type {
  name: "IdRequest"
  field { name: "id" json_name: "id" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
  field { name: "urgent" json_name: "urgent" number: 2 type: TYPE_BOOL label: LABEL_OPTIONAL }
  field { name: "since" json_name: "since" number: 3 type: TYPE_MESSAGE label: LABEL_OPTIONAL
          type_name: ".google.protobuf.Timestamp" }
}
message_type {
  name: "MaskRequest"
  field { name: "read_mask" json_name: "readMask" number: 1 type: TYPE_MESSAGE label: LABEL_OPTIONAL
          type_name: ".google.protobuf.FieldMask" }
}
message_type {
  name: "ShelfRequest"
  field { name: "shelf" json_name: "shelf" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
}
message_type {
  name: "WeightRequest"
  field { name: "weight" json_name: "weight" number: 1 type: TYPE_DOUBLE label: LABEL_OPTIONAL }
}`

// method is a method of a service made for one test.
type method struct {
	input string
	rule  *annotations.HttpRule
}

func service(t *testing.T, methods ...method) protoreflect.ServiceDescriptor {
	t.Helper()
	shop := &descriptorpb.FileDescriptorProto{}
	require.NoError(t, prototext.Unmarshal([]byte(file), shop))
	s := &descriptorpb.ServiceDescriptorProto{Name: proto.String("Shop")}
	for i, m := range methods {
		options := &descriptorpb.MethodOptions{}
		if m.rule != nil {
			proto.SetExtension(options, annotations.E_Http, m.rule)
		}
		s.Method = append(s.Method, &descriptorpb.MethodDescriptorProto{
			Name: proto.String(string(rune('A' + i))), InputType: proto.String(".shop." + m.input),
			OutputType: proto.String(".shop.Book"), Options: options,
		})
	}
	shop.Service = append(shop.Service, s)
	f, err := protodesc.NewFile(shop, protoregistry.GlobalFiles)
	require.NoError(t, err)
	return f.Services().Get(0)
}

func get(path string) *annotations.HttpRule {
	return &annotations.HttpRule{Pattern: &annotations.HttpRule_Get{Get: path}}
}

func post(path, body string) *annotations.HttpRule {
	return &annotations.HttpRule{Pattern: &annotations.HttpRule_Post{Post: path}, Body: body}
}

func TestContractsTheGatewayCannotCheckAreRefused(t *testing.T) {
	tests := map[string]struct {
		methods []method
		want    string
	}{
		"two routes for one request": {
			[]method{{"IdRequest", get("/v1/books/{id}")}, {"IdRequest", get("/v1/books/new")}},
			"shop.Shop.B: GET /v1/books/new cannot be told from /v1/books/{id}",
		},
		"an unknown variable":       {[]method{{"IdRequest", get("/v1/books/{name}")}}, `there is no field "name"`},
		"a variable below a scalar": {[]method{{"IdRequest", get("/v1/books/{id.x}")}}, `there is no field "id.x"`},
		"a variable of a message":   {[]method{{"BookRequest", get("/v1/books/{book}")}}, "cannot read book of kind message"},
		"an unknown body":           {[]method{{"BookRequest", post("/v1/books", "paper")}}, `body "paper" is no message`},
		"a scalar body":             {[]method{{"BookRequest", post("/v1/books", "id")}}, `the body "id" is no message`},
		"a message in the query":    {[]method{{"BookRequest", get("/v1/books/{id}")}}, "cannot read the query key book"},
		"a mask of no body":         {[]method{{"MaskRequest", get("/v1/books")}}, "cannot read the query key read_mask"},
		"a number with a point":     {[]method{{"WeightRequest", get("/v1/books")}}, "cannot read the query key weight"},
		"a resource that cannot be found": {
			[]method{{"BookRequest", post("/v1/books", "*")}, {"ShelfRequest", get("/v1/books/{shelf}")}},
			"POST /v1/books: shop.Book holds no shelf to find it by",
		},
		"a method of one's own": {
			[]method{{"IdRequest", &annotations.HttpRule{Pattern: &annotations.HttpRule_Custom{
				Custom: &annotations.CustomHttpPattern{Kind: "LOCK", Path: "/v1/books"},
			}}}},
			"unsupported HTTP method",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := routes.New(service(t, test.methods...))
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestAStreamIsRefused(t *testing.T) {
	shop := service(t, method{"IdRequest", get("/v1/books/{id}")})
	f := protodesc.ToFileDescriptorProto(shop.ParentFile())
	f.Service[0].Method[0].ServerStreaming = proto.Bool(true)
	streaming, err := protodesc.NewFile(f, protoregistry.GlobalFiles)
	require.NoError(t, err)
	_, err = routes.New(streaming.Services().Get(0))
	require.ErrorContains(t, err, "a stream has no place in the REST API")
}

func TestMethodsWithoutARouteAreNotServed(t *testing.T) {
	table, err := routes.New(service(t, method{"IdRequest", nil}))
	require.NoError(t, err)
	require.Empty(t, table.Match(http.MethodGet, "/shop.Shop/A").Allow())
}

func TestOtherPathsOfOneMethodAreServedToo(t *testing.T) {
	rule := get("/v1/books/{id}")
	rule.AdditionalBindings = []*annotations.HttpRule{get("/v1/volumes/{id}")}
	table, err := routes.New(service(t, method{"IdRequest", rule}))
	require.NoError(t, err)
	require.Equal(t, map[string]string{"id": "7"}, table.Match(http.MethodGet, "/v1/volumes/7").Vars)
}

func TestSuccessHasTheStatusOfItsMethod(t *testing.T) {
	remove := &annotations.HttpRule{Pattern: &annotations.HttpRule_Delete{Delete: "/v1/books/{id}"}}
	replace := &annotations.HttpRule{Pattern: &annotations.HttpRule_Put{Put: "/v1/books/{id}"}, Body: "*"}
	table, err := routes.New(service(t, method{"IdRequest", remove}, method{"BookRequest", replace}))
	require.NoError(t, err)
	for method, want := range map[string]int{http.MethodDelete: http.StatusNoContent, http.MethodPut: http.StatusOK} {
		m := table.Match(method, "/v1/books/7")
		status, location := m.Status(&emptypb.Empty{})
		require.Equal(t, want, status)
		require.Empty(t, location)
		require.Equal(t, []string{"DELETE", "OPTIONS", "PUT"}, m.Allow())
	}
}

func TestAPathMayHaveAWordOrAVariableInItsPlace(t *testing.T) {
	table, err := routes.New(service(t, method{"IdRequest", get("/v1/{id}/pages")}, method{"BookRequest", post("/v1/books/pages", "*")}))
	require.NoError(t, err)
	m := table.Match(http.MethodGet, "/v1/books/pages")
	require.Equal(t, "/v1/{id}/pages", m.Route.Pattern)
	require.Equal(t, map[string]string{"id": "books"}, m.Vars)
	require.Equal(t, []string{"GET", "HEAD", "OPTIONS", "POST"}, m.Allow())
	require.Equal(t, "/v1/books/pages", table.Match(http.MethodPost, "/v1/books/pages").Route.Pattern)
	require.Nil(t, table.Match(http.MethodPost, "/v1/maps/pages").Route)
	require.Equal(t, []string{"GET", "HEAD", "OPTIONS"}, table.Match(http.MethodPost, "/v1/maps/pages").Allow())
	for _, path := range []string{"/v1//pages", "/v1/books/pages/", "/v1/books", "/", ""} {
		require.False(t, table.Match(http.MethodGet, path).Known, path)
		require.Empty(t, table.Match(http.MethodGet, path).Allow(), path)
	}
}

func TestWhatTheGatewayItselfAnswersHasValuesInItsPathToo(t *testing.T) {
	table, err := routes.New()
	require.NoError(t, err)
	require.NoError(t, table.Publish("/shop/books/{id}"))
	require.Equal(t, map[string]string{"id": "7"}, table.Match(http.MethodGet, "/shop/books/7").Vars)
}

func TestTrueAndFalseAreWrittenInOneWay(t *testing.T) {
	table, err := routes.New(service(t, method{"IdRequest", get("/v1/books/{id}")}))
	require.NoError(t, err)
	urgent := table.Match(http.MethodGet, "/v1/books/7").Route.Query["urgent"]
	for value, ok := range map[string]bool{"true": true, "false": true, "1": false, "TRUE": false, "": false} {
		require.Equal(t, ok, routes.CheckValue(urgent, value) == "", value)
	}
}

func TestKeysOfMapsKeepTheirNames(t *testing.T) {
	table, err := routes.New(service(t, method{"BookRequest", post("/v1/books", "*")}))
	require.NoError(t, err)
	in, field := table.Match(http.MethodPost, "/v1/books").Route.Place(`book_list[3].by_name[de_hut].shelf_mark`)
	require.Equal(t, routes.InBody, in)
	require.Equal(t, `bookList[3].byName[de_hut].shelfMark`, field)
}

func TestInstantInTheQueryIsWrittenInOneWay(t *testing.T) {
	since := service(t, method{"IdRequest", get("/v1/books/{id}")}).Methods().Get(0).Input().Fields().ByName("since")
	for value, ok := range map[string]bool{
		"2022-01-31T12:00:00Z": true, "2022-01-31T12:00:00.5+01:00": true, "2022-01-31": false, "2022-02-30T12:00:00Z": false,
		"1643630400": false, "now": false, "": false, "0000-01-01T00:00:00Z": false,
	} {
		require.Equal(t, ok, routes.CheckValue(since, value) == "", value)
	}
	require.Contains(t, routes.Expected(since), "RFC 3339")
}
