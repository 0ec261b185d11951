package io.tofu.sample.worker;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What a worker takes on.
 *
 * @param maxDocumentSize the largest document
 * @param maxPages the longest document, if it is text
 * @param maxPixels the largest page
 */
@ConfigurationProperties("worker")
record WorkerProperties(@DefaultValue("1GB") DataSize maxDocumentSize, @DefaultValue("1000") int maxPages,
		@DefaultValue("20000000") long maxPixels) {

}
