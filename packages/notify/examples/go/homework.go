// Publishes a notification over NATS JetStream. Run: go run .
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const producer = "homework"
const id = "homework-21-due"
const document = `{ "type": "homework_due", "title": "Due tomorrow: Fractions", "to": [{ "user_type": "Student" }] }`

func main() {
	connection, err := nats.Connect(os.Getenv("KCS_NATS_URL"),
		nats.UserCredentials(os.Getenv("KCS_NATS_CREDS_FILE")),
		nats.CustomInboxPrefix("_INBOX_"+producer))
	if err != nil {
		log.Fatal(err)
	}
	defer connection.Close()
	stream, err := jetstream.New(connection)
	if err != nil {
		log.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	acknowledgment, err := stream.Publish(ctx, "chat.notify."+producer, []byte(document),
		jetstream.WithMsgID(id), jetstream.WithRetryAttempts(5))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(id, "repeated:", acknowledgment.Duplicate)
}
