package io.tofu.sample;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.resttestclient.autoconfigure.AutoConfigureRestTestClient;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.awaitility.Awaitility.await;

/**
 * Whoever asks for both parts gets both, as without any profile.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "tofu.server.address=tcp://127.0.0.1:0")
@ActiveProfiles({ "spooler", "worker" })
@AutoConfigureRestTestClient
@DirtiesContext
class ProfilesTests {

	@Autowired
	RestTestClient http;

	@Test
	void spoolerAndWorkerMayBeNamedTogether() {
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> this.http.get()
				.uri("/workers")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.length()")
				.isEqualTo(1));
	}

}
