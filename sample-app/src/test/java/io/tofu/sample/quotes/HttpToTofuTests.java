package io.tofu.sample.quotes;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * From HTTP through the tofu client, over a socket, to the listener and back.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "tofu.server.address=tcp://127.0.0.1:0", "tofu.peer.self.connect-wait=10s",
				"tofu.peer.away.address=unix:/nowhere/away.sock", "tofu.peer.away.connect-wait=0s" })
@AutoConfigureRestTestClient
class HttpToTofuTests {

	@Autowired
	RestTestClient http;

	@Test
	void answersWithTheQuoteOfThePeer() {
		this.http.get()
			.uri("/quotes/tofu?quantity=3")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.json("{\"item\":\"tofu\",\"quantity\":3,\"total\":7.50}");
	}

	@Test
	void unknownItemIsNotFound() {
		this.http.get()
			.uri("/quotes/cheese")
			.exchange()
			.expectStatus()
			.isNotFound()
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo("unknown_item: There is no 'cheese'");
	}

	@Test
	void peerThatIsAwayIsUnavailable() {
		this.http.get().uri("/quotes/tofu?peer=away").exchange().expectStatus().isEqualTo(503);
	}

	@Test
	void unknownPeerIsABadRequest() {
		this.http.get().uri("/quotes/tofu?peer=nobody").exchange().expectStatus().isBadRequest();
	}

	@Test
	void healthShowsEngineServerAndPeers() {
		this.http.get()
			.uri("/actuator/health/tofu")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.status")
			.isEqualTo("UP")
			.jsonPath("$.components.engine.details.pool.free")
			.exists()
			.jsonPath("$.components.server.components['tcp-127.0.0.1-0'].status")
			.isEqualTo("UP")
			.jsonPath("$.components.peer.components.away.status")
			.isEqualTo("UNKNOWN");
	}

	@Test
	void livenessAndReadinessDoNotDependOnPeers() {
		this.http.get()
			.uri("/actuator/health/liveness")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$.components.tofu")
			.doesNotExist();
	}

}
